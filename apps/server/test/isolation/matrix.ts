import type { HostEndpoint } from '@kontor/protocol';
import type { Attacker, Expected } from './attackers.ts';
import { type Request, requestFor } from './requests.ts';

export type Answer = {
  readonly status: number;
  readonly text: string;
};

/** What came of one attempt, and everything that is wrong with it. */
export type Attempt = {
  readonly endpoint: HostEndpoint;
  readonly address: string;
  readonly attacker: string;
  readonly expected: Expected;
  readonly status: number;
  readonly flaws: readonly string[];
};

type Path = HostEndpoint['path'];

export type Trial = {
  readonly url: string;
  /** A word in everything that only the team itself may see. */
  readonly secret: string;
  /** Every address of each endpoint is tried, and not only its first one. */
  readonly isLong: boolean;
};

/** Sends a request as somebody. */
export async function send(
  url: string,
  { method, address, body }: Request,
  token: string | undefined,
): Promise<Answer> {
  const answer = await fetch(url + address, {
    method,
    redirect: 'manual',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body }),
  });
  // a stream that is given goes on; that it is given says enough
  if (answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    await answer.body?.cancel();
    return { status: answer.status, text: '' };
  }
  return { status: answer.status, text: await answer.text() };
}

/** Has an attacker call an endpoint at one of its addresses; undefined where it is open to them. */
async function attempt(
  { url, secret }: Trial,
  { endpoint, path }: { readonly endpoint: HostEndpoint; readonly path: Path },
  { name, token, places, nobodys, expects }: Attacker,
): Promise<Attempt | undefined> {
  const expected = expects(endpoint);
  if (expected === undefined) return undefined;
  const request = requestFor(endpoint, places, path);
  const answer = await send(url, request, token(endpoint));
  const flaws = [
    ...(expected === 'as nobodys'
      ? await unlikeNobodys(answer, request, async () => {
          const other = requestFor(endpoint, nobodys, path);
          return { request: other, answer: await send(url, other, token(endpoint)) };
        })
      : unlike(answer, expected)),
    ...told(answer, request, secret),
  ];
  return { endpoint, address: path, attacker: name, expected, status: answer.status, flaws };
}

function unlike(answer: Answer, expected: Expected): readonly string[] {
  const found = `${answer.status} ${reasonOf(answer)}`;
  return found === expected ? [] : [`answers ${found} and not ${expected}`];
}

/** The exact reason of a refusal, wherever its kind of address shows it. */
export function reasonOf({ text }: Answer): string {
  try {
    const { error } = JSON.parse(text);
    return String(error?.reason ?? error?.code);
  } catch {
    return text.slice(0, 40);
  }
}

/** What is somebody else's is refused, and in the same words as what does not exist. */
async function unlikeNobodys(
  answer: Answer,
  request: Request,
  askNobodys: () => Promise<{ readonly request: Request; readonly answer: Answer }>,
): Promise<readonly string[]> {
  // whoever may not ask at all is told so, whatever they ask about
  if (![403, 404].includes(answer.status)) return [`answers ${answer.status} ${reasonOf(answer)}`];
  const nobodys = await askNobodys();
  const [seen, wanted] = [comparable(answer, request), comparable(nobodys.answer, nobodys.request)];
  return seen === wanted ? [] : [`answers ${seen} where nothing is there ${wanted}`];
}

/** An answer without what differs between any two: the request's own words and its id. */
function comparable({ status, text }: Answer, { address, body = '' }: Request): string {
  const words = new Set(
    `${decodeURIComponent(address)} ${body}`
      .split(/[/?&=,:"{}[\]\s]+/)
      .filter((word) => word.length > 5)
      .sort((one, other) => other.length - one.length),
  );
  const shown = text.replace(/"requestId":"[^"]*"/, '');
  return `${status} ${[...words].reduce((all, word) => all.replaceAll(word, '…'), shown)}`;
}

/** What an answer gives away that the request did not bring along. */
function told(
  { text }: Answer,
  { address, body = '' }: Request,
  secret: string,
): readonly string[] {
  const sent = `${decodeURIComponent(address)} ${body}`;
  return text.includes(secret) && !sent.includes(secret) ? [`tells ${secret}`] : [];
}

/** How many endpoints are tried at a time: enough to keep a host busy. */
const AT_ONCE = 6;

/** Has every attacker try every endpoint, and tells `onBatch` what came of some at a time. */
export async function tryAll(
  trial: Trial,
  { endpoints, attackers }: { endpoints: readonly HostEndpoint[]; attackers: readonly Attacker[] },
  onBatch: (attempts: readonly Attempt[], batch: readonly HostEndpoint[]) => Promise<boolean>,
): Promise<void> {
  for (let at = 0; at < endpoints.length; at += AT_ONCE) {
    const batch = endpoints.slice(at, at + AT_ONCE);
    const tried = await Promise.all(
      batch
        .flatMap((endpoint) => addressesOf(endpoint, trial).map((path) => ({ endpoint, path })))
        .flatMap((target) => attackers.map((attacker) => attempt(trial, target, attacker))),
    );
    const goesOn = await onBatch(
      tried.filter((one) => one !== undefined),
      batch,
    );
    if (!goesOn) return;
  }
}

function addressesOf({ path, aliases = [] }: HostEndpoint, { isLong }: Trial): readonly Path[] {
  return isLong ? [path, ...aliases].flatMap((each): Path[] => [each, `/api${each}`]) : [path];
}
