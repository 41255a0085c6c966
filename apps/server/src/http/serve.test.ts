import { ok } from '@kontor/core';
import type { HostEndpoint } from '@kontor/protocol';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { createApp } from './app.ts';
import { createEntrance } from './entrance.ts';
import type { Callers } from './principal.ts';
import { route } from './route.ts';

const usual = {
  method: 'GET',
  summary: 'Answers a word.',
  responses: { 200: z.object({ word: z.string() }) },
  audit: { none: 'nothing happens' },
} as const;
const open = {
  ...usual,
  id: 'open',
  path: '/test/open',
  access: { kind: 'public' },
} as const satisfies HostEndpoint;
const guarded = {
  ...usual,
  id: 'guarded',
  path: '/test/guarded',
  access: { kind: 'person' },
} as const satisfies HostEndpoint;

/** Two routes that answer a word, and whoever recognises callers is out of order. */
function worldOf({
  word,
  strictAnswers = false,
}: {
  readonly word: (call: { readonly traceId: string }) => Promise<string>;
  readonly strictAnswers?: boolean;
}) {
  const callers = {
    authenticate: () => Promise.reject(new Error('lost')),
  } as unknown as Callers;
  const answer = async (call: { readonly traceId: string }) =>
    ok({ status: 200 as const, body: { word: await word(call) } });
  return createApp({
    routes: [route(open, answer), route(guarded, answer)],
    callers,
    entrance: createEntrance(),
    idempotentAnswers: { once: (_key, _request, handle) => handle() },
    log: pino({ level: 'silent' }),
    strictAnswers,
  });
}

test('a route that throws is answered with a failure that tells nothing but its request', async () => {
  const app = worldOf({ word: () => Promise.reject(new Error('a secret')) });

  const answer = await app.inject('/test/open');

  expect(answer.statusCode).toBe(500);
  expect(answer.json().error).toMatchObject({ requestId: answer.headers['x-request-id'] });
  expect(answer.body).not.toContain('a secret');
});

test('an answer that is not as declared is a failure where that is strict', async () => {
  const app = worldOf({ word: async () => 7 as never, strictAnswers: true });

  expect((await app.inject('/test/open')).statusCode).toBe(500);
});

test('whoever cannot be recognised because that fails is answered with a failure', async () => {
  const app = worldOf({ word: async () => 'hello' });

  expect((await app.inject('/test/guarded')).statusCode).toBe(500);
});

test('a route is told under which trace it was asked, and the same each time', async () => {
  const app = worldOf({
    word: async (call) => {
      const { traceId } = call;
      return traceId === call.traceId ? traceId : 'another one';
    },
  });
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

  const traced = await app.inject({ url: '/test/open', headers: { traceparent } });
  const untraced = await app.inject('/test/open');

  expect(traced.json()).toEqual({ word: traceId });
  expect(untraced.json().word).toMatch(/^[0-9a-f]{32}$/);
});

test('no trace is made for a route that does not ask for it, and one for a route that does', async () => {
  let asks = false;
  let begun = 0;
  const app = worldOf({
    word: async (call) => (asks ? `${call.traceId} ${call.traceId}` : 'untraced'),
  });
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    // a trace goes on where the request says, so that is looked at when one is made
    Object.defineProperty(headers, 'traceparent', {
      get: () => {
        begun += 1;
        return undefined;
      },
    });
    done();
  });

  expect((await app.inject('/test/open')).json()).toEqual({ word: 'untraced' });
  expect(begun).toBe(0);
  asks = true;
  expect((await app.inject('/test/open')).json()).toMatchObject({
    word: expect.stringMatching(/^([0-9a-f]{32}) \1$/),
  });
  expect(begun).toBe(1);
});
