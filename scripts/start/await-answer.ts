import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, StartError } from './start-error.ts';

const POLL_MS = 25;
const PATIENCE_MS = 120_000;
const ONE_ANSWER_MS = 5_000;

/**
 * Waits until a program answers a request with success. Whoever starts the program watches whether
 * it lives, and aborts the signal when it does not.
 *
 * @throws StartError when it does not answer within two minutes
 */
export async function awaitAnswer(name: string, url: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const objection = await findObjection(url, signal);
    if (objection === undefined) return;
    signal.throwIfAborted();
    if (performance.now() > deadline) {
      throw new StartError(`The ${name} does not answer at ${url}: ${objection}.`);
    }
    await delay(POLL_MS, undefined, { signal });
  }
}

/** By Node's plain client: to ask a hundred times takes fetch half a second of a processor that is needed. */
function findObjection(url: string, signal: AbortSignal): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ONE_ANSWER_MS)]);
  get(url, { agent: false, signal: limit }, (response) => {
    const { statusCode = 0 } = response.on('error', () => {}).resume();
    const isFine = statusCode >= 200 && statusCode < 300;
    resolve(isFine ? undefined : `it answers ${statusCode}`);
  }).on('error', (error) => resolve(messageOf(error)));
  return promise;
}
