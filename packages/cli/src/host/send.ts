import { setTimeout as wait } from 'node:timers/promises';
import { type Answered, type AnsweredHeaders, exchange } from './exchange.ts';
import { hostUnreachable, interrupted, isOfCertificate, noAnswerYet } from './transport-errors.ts';

export type HostRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** How long one attempt may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Called with each line of an answer in JSON lines, as it arrives. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** A success is handed on as it comes instead of being read. */
  readonly isStreamed?: boolean;
  /** Sending it twice does the same as sending it once. */
  readonly isRepeatable: boolean;
};

export type HostResponse = {
  readonly status: number;
  readonly headers: AnsweredHeaders;
  readonly text: string;
  /** The same as it came, for files. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What is left to be read of a success that is streamed. */
  readonly parts?: AsyncIterable<Uint8Array>;
};

/** Pauses before the second, third and fourth attempt, in milliseconds. */
const PAUSES_MS = [200, 800, 2000];
/** A host that asks for a longer pause than this is taken at its word: the refusal is shown. */
const LONGEST_PAUSE_MS = 30_000;

/**
 * Sends a request and reads the whole answer. A repeatable one is sent again when the connection was
 * lost or the host is too busy, a bounded number of times.
 */
export async function send(request: HostRequest, signal: AbortSignal): Promise<HostResponse> {
  for (let attempt = 0; ; attempt++) {
    const outcome = await attemptOnce(request, signal);
    const pauseMs = pauseBefore(outcome, { attempt, request });
    if (pauseMs === undefined) return answerOf(outcome, request);
    await wait(pauseMs, undefined, { signal }).catch(() => {
      throw interrupted();
    });
  }
}

type Outcome =
  | { readonly kind: 'answered'; readonly response: HostResponse }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'lost'; readonly wasSent: boolean; readonly cause: unknown };

async function attemptOnce(request: HostRequest, signal: AbortSignal): Promise<Outcome> {
  const { method, url, headers, body, timeoutMs, onLine } = request;
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const both = AbortSignal.any([signal, limit]);
    const response = await exchange(url, { method, headers, body, signal: both });
    const { status, headers: answered } = response;
    if (request.isStreamed && status >= 200 && status < 300) {
      const parts = partsOf(response, request, { signal, limit });
      const bytes = new Uint8Array();
      return { kind: 'answered', response: { status, headers: answered, text: '', bytes, parts } };
    }
    const bytes = await (onLine && isJsonLines(response)
      ? readLines(response, onLine)
      : wholeOf(response));
    const text = new TextDecoder().decode(bytes);
    return { kind: 'answered', response: { status, headers: answered, text, bytes } };
  } catch (cause) {
    if (signal.aborted) throw interrupted();
    if (limit.aborted) return { kind: 'timed-out' };
    const code = codeOf(cause);
    return { kind: 'lost', wasSent: !NEVER_SENT.has(code) && !isOfCertificate(code), cause };
  }
}

/** Whether an answer is a stream of documents, one a line. */
export function isJsonLines({ headers }: Pick<HostResponse, 'headers'>): boolean {
  return headers.get('content-type')?.startsWith('application/jsonl') === true;
}

/** A stream as it comes. What breaks it off is told as when the whole was waited for. */
async function* partsOf(
  { parts }: Answered,
  { url, method, timeoutMs }: HostRequest,
  { signal, limit }: { readonly signal: AbortSignal; readonly limit: AbortSignal },
): AsyncGenerator<Uint8Array> {
  try {
    yield* parts;
  } catch (cause) {
    if (signal.aborted) throw interrupted();
    if (limit.aborted) throw noAnswerYet({ url, method, timeoutMs });
    throw hostUnreachable(url, { code: codeOf(cause), cause });
  }
}

async function wholeOf({ parts }: Answered): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of parts) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

/** Tells each line once it is whole, and answers everything that came. */
async function readLines(
  { parts }: Answered,
  onLine: (line: string) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of parts) {
    chunks.push(chunk);
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
  }
  if (rest !== '') onLine(rest);
  return new Uint8Array(Buffer.concat(chunks));
}

const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

type Attempt = { readonly attempt: number; readonly request: HostRequest };

/** How long to wait before the next attempt; undefined when this outcome is the last. */
function pauseBefore(outcome: Outcome, { attempt, request }: Attempt): number | undefined {
  const pauseMs = PAUSES_MS[attempt];
  if (pauseMs === undefined || !request.isRepeatable) return undefined;
  switch (outcome.kind) {
    case 'timed-out':
      return undefined;
    case 'lost':
      // nobody listens: say so at once, unless somebody did a moment ago
      return outcome.wasSent || attempt > 0 ? pauseMs : undefined;
    case 'answered':
      return pauseAskedFor(outcome.response, pauseMs);
  }
}

function pauseAskedFor({ status, headers, text }: HostResponse, usualMs: number) {
  // the first attempt, whose answer was lost, is still being worked on
  if (status === 409 && text.includes('"idempotency_key_in_use"')) return usualMs;
  if (status !== 429) return undefined;
  const askedMs = Number(headers.get('retry-after') ?? '') * 1000;
  if (Number.isNaN(askedMs) || askedMs > LONGEST_PAUSE_MS) return undefined;
  return Math.max(usualMs, askedMs);
}

function answerOf(outcome: Outcome, { url, method, timeoutMs }: HostRequest): HostResponse {
  switch (outcome.kind) {
    case 'answered':
      return outcome.response;
    case 'timed-out':
      throw noAnswerYet({ url, method, timeoutMs });
    case 'lost':
      throw hostUnreachable(url, { code: codeOf(outcome.cause), cause: outcome.cause });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
