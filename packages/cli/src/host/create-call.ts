import type { AnyInput, HostEndpoint } from '@kontor/protocol';
import { addressOf } from '@kontor/protocol/address-of';
import { refusal } from '@kontor/protocol/vocabulary/refusal';
import { CliError } from '../cli-error.ts';
import { exitCode } from '../exit-code.ts';
import { steps } from '../next/steps.ts';
import { version } from '../version.ts';
import type { Call, Listen } from './endpoint-types.ts';
import { jsonOf, refused } from './refused.ts';
import { type HostResponse, isJsonLines, send } from './send.ts';

export type CallOptions = {
  /** Address of the host, without a slash at its end. */
  readonly host: string;
  /** Undefined when nobody is signed in. */
  readonly token: string | undefined;
  /** What stands for a person in place of a token while one is being made. */
  readonly sessionHeaders?: Readonly<Record<string, string>>;
  readonly interrupted: AbortSignal;
  /** Milliseconds that are left for everything. */
  readonly leftMs: () => number;
};

/** Reads are answered at once; a change may wait for a provider. In milliseconds. */
const READ_LIMIT_MS = 60_000;
const CHANGE_LIMIT_MS = 180_000;

/** A client of the host that is typed by the endpoints it is given. */
export function createCall(options: CallOptions): Call {
  const call = async (endpoint: HostEndpoint, input: AnyInput, listen?: Listen) => {
    const isRead = endpoint.method === 'GET';
    const url = options.host + addressOf(endpoint, input);
    const response = await send(
      {
        method: endpoint.method,
        url,
        headers: headersFor(endpoint, options, input),
        body: input.body === undefined ? undefined : JSON.stringify(input.body),
        onLine: listen && ((line) => tell(endpoint, line, listen)),
        timeoutMs: limitMs(options, isRead ? READ_LIMIT_MS : CHANGE_LIMIT_MS),
        // the host remembers keys for changes inside a team, and only for those
        isRepeatable: isRead || (endpoint.access.kind === 'team' && !endpoint.streams),
      },
      options.interrupted,
    );
    return answerOf(endpoint, response, url);
  };
  return call as Call;
}

/** How long one attempt may take: no longer than usual, and no longer than there is time. */
export function limitMs({ leftMs }: Pick<CallOptions, 'leftMs'>, usualMs: number): number {
  return Math.max(1, Math.floor(Math.min(leftMs(), usualMs)));
}

/** Names this program in every request. */
export function userAgent(): string {
  return `kontor-cli/${version} node/${process.versions.node}`;
}

export function headersFor(
  { method, access, media }: HostEndpoint,
  { token, sessionHeaders, host }: CallOptions,
  { body }: AnyInput,
): Record<string, string> {
  const isKnown = token !== undefined || sessionHeaders !== undefined;
  if (access.kind !== 'public' && !isKnown) throw notSignedIn(host);
  return {
    accept: media ?? 'application/json',
    'user-agent': userAgent(),
    ...sessionHeaders,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(method === 'GET' ? {} : { 'idempotency-key': newKey() }),
  };
}

function newKey(): string {
  // loaded only for a change
  return process.getBuiltinModule('node:crypto').randomUUID();
}

function notSignedIn(host: string) {
  return new CliError({
    code: 'not_signed_in',
    exitCode: exitCode.notSignedIn,
    message: `You are not signed in at ${host}.`,
    next: [steps.signIn()],
    facts: { host },
  });
}

/** What does not parse is told with the whole answer. */
function tell({ responses }: HostEndpoint, line: string, listen: Listen): void {
  const parsed = responses[200]?.safeParse([jsonOf(line)]);
  if (parsed?.success) for (const item of parsed.data as unknown[]) listen(item);
}

function answerOf(endpoint: HostEndpoint, response: HostResponse, url: string) {
  const { status, text } = response;
  const schema = endpoint.responses[status];
  // calls of the protocol declare their refusals, calls of Kontor do not
  if (schema === undefined || schema === refusal) throw refused(response, url);
  if (endpoint.streams && !isJsonLines(response)) throw refused(response, url);
  if (endpoint.media !== undefined) {
    if (!isOfMedia(response, endpoint.media)) throw refused(response, url);
    return { status, body: new File([response.bytes], endpoint.id, { type: endpoint.media }) };
  }
  if (schema === null) return { status, body: null };
  const parsed = schema.safeParse(endpoint.streams ? linesIn(text) : jsonOf(text));
  if (parsed.success) return { status, body: parsed.data };
  const [issue] = parsed.error.issues;
  throw new CliError({
    code: 'answer_unreadable',
    exitCode: exitCode.refused,
    message: `The host answered ${endpoint.id} in a way that kontor ${version} does not understand (${issue?.path.join('.')}: ${issue?.message}). Are host and command of the same release?`,
  });
}

export function isOfMedia({ headers }: HostResponse, media: string): boolean {
  const [type] = media.split(';');
  return headers.get('content-type')?.split(';')[0] === type;
}

function linesIn(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(jsonOf);
}
