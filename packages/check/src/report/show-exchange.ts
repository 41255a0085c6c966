import { askedBy, type Exchange } from '../bench/exchange.ts';
import type { ShownExchange } from './report.ts';

/** The longest body that is shown, in characters. */
const MOST_CHARACTERS = 2000;

const HIDDEN = '•••';
const secretKeys = new Set([
  'access_token',
  'client_secret',
  'code',
  'credential',
  'id_token',
  'refresh_token',
  'value',
]);

/** Writes down what was sent and answered, with everything cut out that opens something. */
export function showExchange(exchange: Exchange, secrets: readonly string[]): ShownExchange {
  const { headers, body, answer, failure } = exchange;
  const { authorization, ...others } = headers;
  const lines = [
    ...(authorization === undefined ? [] : [`authorization: ${shownToken(authorization)}`]),
    ...Object.entries(others).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : ['', shownBody(body, secrets)]),
  ];
  return {
    request: askedBy(exchange),
    sent: lines.join('\n'),
    answer: answer === undefined ? (failure ?? 'no answer') : `${answer.status}`,
    answered: answer === undefined ? '' : shownBody(answer.text, secrets),
  };
}

/** Of a token what it says may be seen, and never the signature that makes it good. */
function shownToken(authorization: string): string {
  const [scheme = '', token = ''] = authorization.split(' ');
  const [header = '', claims = ''] = token.split('.').map(decoded);
  return `${scheme} ${header}.${claims}.${HIDDEN}`;
}

function decoded(part: string): string {
  const text = Buffer.from(part, 'base64url').toString();
  return text.startsWith('{') ? text : HIDDEN;
}

function shownBody(text: string, secrets: readonly string[]): string {
  const shown = reduced(text);
  const without = secrets.reduce((left, secret) => left.replaceAll(secret, HIDDEN), shown);
  return without.length > MOST_CHARACTERS ? `${without.slice(0, MOST_CHARACTERS)}…` : without;
}

function reduced(text: string): string {
  try {
    const hide = (key: string, value: unknown) =>
      secretKeys.has(key) && typeof value === 'string' ? HIDDEN : value;
    return JSON.stringify(JSON.parse(text, hide), null, 2);
  } catch {
    return text;
  }
}
