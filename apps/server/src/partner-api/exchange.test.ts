import { Dispatcher } from 'undici';
import { expect, it } from 'vitest';
import { exchange } from './exchange.ts';

const request = {
  origin: 'https://provider.example',
  method: 'PUT',
  path: '/v1/installations/icfg_1',
  headers: {},
  body: '{}',
  credentials: [],
} as const;

/** Starts every request twice, as undici does when it takes one up again on another connection. */
class Repeating extends Dispatcher {
  readonly aborts: unknown[] = [];

  override dispatch(_options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler) {
    const controller = {
      aborted: false,
      paused: false,
      reason: null,
      abort: (reason: Error) => void this.aborts.push(reason),
      pause: () => {},
      resume: () => {},
    };
    handler.onRequestStart?.(controller, {});
    handler.onRequestStart?.(controller, {});
    return true;
  }
}

it('a request that would be sent a second time is stopped instead', async () => {
  const dispatcher = new Repeating();
  const { signal } = new AbortController();

  const ended = await exchange(dispatcher, request, { signal, maxBytes: 1_000 });

  expect(ended).toMatchObject({ sent: true, failure: new Error('a request is sent once') });
  expect(dispatcher.aborts).toHaveLength(1);
});
