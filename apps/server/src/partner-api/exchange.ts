import type { IncomingHttpHeaders } from 'node:http';
import { type Dispatcher, errors } from 'undici';
import type { WireRequest } from './request.ts';

/**
 * One request and all that came back, however it ended.
 *
 * `sent` turns true before the first byte is handed to a connected socket and never turns back; while it
 * is false the provider cannot have seen anything.
 */
export type Exchange = {
  readonly sent: boolean;
  readonly answer?: { readonly status: number; readonly headers: IncomingHttpHeaders };
  /** What was read of the body, as it came. */
  readonly body: Buffer;
  /** Why it ended before the answer was complete. */
  readonly failure?: unknown;
};

/** The body was longer than the limit; reading stopped there and the connection was dropped. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** Whether an exchange has ended because more came than is read, in the body or before it. */
export function isTooLong(failure: unknown): boolean {
  return failure instanceof TooLarge || failure instanceof errors.HeadersOverflowError;
}

type ExchangeOptions = {
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  /** Told each piece of the body of a 200 as it comes, unless it comes compressed. */
  readonly onData?: ((piece: Buffer) => void) | undefined;
};

/**
 * Sends a request once and reads the answer, up to `maxBytes` of it. Never throws: `signal` ends it with
 * its reason as the failure. A request that undici would send a second time, on a new connection, is
 * stopped instead: whether to repeat a change is not for a connection pool to decide.
 */
export function exchange(
  dispatcher: Dispatcher,
  { origin, method, path, headers, body }: Omit<WireRequest, 'credentials'>,
  { signal, maxBytes, onData }: ExchangeOptions,
): Promise<Exchange> {
  return new Promise((settle) => {
    const chunks: Buffer[] = [];
    let received = 0;
    let sent = false;
    let answer: Exchange['answer'];
    let controller: Dispatcher.DispatchController | undefined;

    function end(failure?: unknown): void {
      signal.removeEventListener('abort', giveUp);
      const facts = { sent, body: Buffer.concat(chunks), ...(answer && { answer }) };
      settle(failure === undefined ? facts : { ...facts, failure });
    }
    function stop(reason: Error): void {
      end(reason);
      controller?.abort(reason);
    }
    function giveUp(): void {
      stop(signal.reason);
    }

    if (signal.aborted) return giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    dispatcher.dispatch(
      { origin, method, path, headers, body: body ?? null },
      {
        onRequestStart(started) {
          controller = started;
          if (signal.aborted) started.abort(signal.reason);
          else if (sent) stop(new Error('a request is sent once'));
          else sent = true;
        },
        onResponseStart(_, status, headers) {
          if (status < 200) return;
          answer = { status, headers };
          if (Number(headers['content-length']) > maxBytes) stop(new TooLarge());
        },
        onResponseData(_, chunk) {
          received += chunk.length;
          if (received > maxBytes) stop(new TooLarge());
          else {
            chunks.push(chunk);
            if (answer?.status === 200 && isPlain(answer.headers)) onData?.(chunk);
          }
        },
        onResponseEnd: () => end(),
        onResponseError: (_, error) => end(error),
      },
    );
  });
}

function isPlain({ 'content-encoding': encoding = 'identity' }: IncomingHttpHeaders): boolean {
  return encoding.toLowerCase() === 'identity';
}
