import { ok } from '@kontor/core';
import type { HostEndpoint } from '@kontor/protocol';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { createApp } from './app.ts';
import { createEntrance } from './entrance.ts';
import { prepareJson } from './prepared-json.ts';
import type { Callers } from './principal.ts';
import { type AnyAnswer, route } from './route.ts';

/** Nobody has to be known where everybody may ask. */
const nobody = {} as Callers;

/** A host with one route for everybody, whose answers are all checked. Answers what is sent for a request. */
function hostOf(answer: z.ZodType, handle: (call: { traceId: string }) => AnyAnswer) {
  const endpoint = {
    id: 'look',
    method: 'GET',
    path: '/look',
    summary: 'Looks',
    access: { kind: 'public' },
    responses: { 200: answer },
    audit: { none: 'It changes nothing.' },
  } as const satisfies HostEndpoint;
  const app = createApp({
    routes: [route(endpoint, async (call) => ok(handle(call) as never))],
    callers: nobody,
    idempotentAnswers: { once: (_key, _request, work) => work() },
    entrance: createEntrance(),
    log: pino({ level: 'silent' }),
    strictAnswers: true,
  });
  return async (headers: Record<string, string> = {}) => {
    const { statusCode, body } = await app.inject({ method: 'GET', url: '/look', headers });
    return { status: statusCode, body: JSON.parse(body) };
  };
}

/** What is answered, and how often it was checked. */
function checked(answer: () => { readonly count: unknown }) {
  const seen: unknown[] = [];
  const schema = z.object({
    count: z.unknown().refine((count) => seen.push(count) && count !== 2),
  });
  return { seen, look: hostOf(schema, () => ({ status: 200, body: answer() })) };
}

test('a prepared body is answered as it was written out, and checked against its endpoint once', async () => {
  const body = prepareJson({ count: 1 });
  const { seen, look } = checked(() => body);

  const answers = [await look(), await look(), await look()];

  expect(answers.map((answer) => answer.body)).toEqual([body, body, body]);
  expect(seen).toEqual([1]);
});

test('a prepared body that is not as declared is never answered, and one that is not prepared is checked each time', async () => {
  const wrong = prepareJson({ count: 2 });
  const prepared = checked(() => wrong);
  const fresh = checked(() => ({ count: 1 }));

  const answers = [await prepared.look(), await prepared.look()];
  await fresh.look();
  await fresh.look();

  expect(answers.map(({ status }) => status)).toEqual([500, 500]);
  expect(prepared.seen).toEqual([2, 2]);
  expect(fresh.seen).toEqual([1, 1]);
});

const anything = z.looseObject({});

test('everything done for a request is of one trace: of the one that it names, or of one of its own', async () => {
  const look = hostOf(anything, (call) => ({
    status: 200,
    body: { traces: [call.traceId, call.traceId] },
  }));
  const named = '4bf92f3577b34da6a3ce929d0e0e4736';

  const [given, one, another] = await Promise.all([
    look({ traceparent: `00-${named}-00f067aa0ba902b7-01` }),
    look(),
    look(),
  ]);

  expect(given.body.traces).toEqual([named, named]);
  const own = [...one.body.traces, ...another.body.traces];
  expect(own).toEqual(own.map(() => expect.stringMatching(/^[0-9a-f]{32}$/)));
  expect([own[0], own[2]]).toEqual([own[1], own[3]]);
  expect(own[0]).not.toBe(own[2]);
});
