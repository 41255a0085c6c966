import { type Dispatcher, Pool } from 'undici';
import type { Answer } from '../isolation/matrix.ts';
import type { Request } from '../isolation/requests.ts';

export type Asker = ReturnType<typeof openAsker>;

/**
 * Sends requests over connections that it keeps. A `fetch` of each would take as long as the host takes to
 * answer it, and would tidy its address first.
 */
export function openAsker(url: string, connections: number) {
  const pool = new Pool(url, { connections, headersTimeout: HANGS_MS, bodyTimeout: HANGS_MS });
  return {
    /** The status, and the text where the host says that it is at fault. Status 0 is no answer at all. */
    ask: (request: Request, token: string) => ask(pool, request, token),
    close: () => pool.destroy(),
  };
}

/** Whoever says nothing for so long has not answered, even beside everything else that a machine may do. */
const HANGS_MS = 5 * 60_000;

function ask(pool: Pool, { method, address, body }: Request, token: string): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const options = { method: method as Dispatcher.HttpMethod, path: address, headers };
  return new Promise((settle) => {
    const pieces: Buffer[] = [];
    let status = 0;
    const end = (text: string) => settle({ status, text });
    pool.dispatch(
      { ...options, body: body ?? null },
      {
        // one that has this is told what comes by the methods below
        onRequestStart() {},
        onResponseStart(controller, answered, { 'content-type': type }) {
          status = answered;
          // a stream that is given goes on; that it is given says enough
          if (!String(type).startsWith('text/event-stream')) return;
          end('');
          controller.abort(new Error('It goes on.'));
        },
        onResponseData(_, piece) {
          if (status >= 500) pieces.push(piece);
        },
        onResponseEnd: () => end(Buffer.concat(pieces).toString('utf8')),
        onResponseError(_, error) {
          status = 0;
          end(String(error));
        },
      },
    );
  });
}
