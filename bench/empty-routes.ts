import { ok } from '@kontor/core';
import type { HostEndpoint } from '@kontor/protocol';
import { pino } from 'pino';
import * as z from 'zod';
import { createApp } from '../apps/server/src/http/app.ts';
import { createEntrance } from '../apps/server/src/http/entrance.ts';
import { route } from '../apps/server/src/http/route.ts';
import { createCallers } from '../apps/server/src/people/callers.ts';
import type { Database } from '../apps/server/src/postgres/database.ts';

const usual = {
  method: 'GET',
  summary: 'Does nothing.',
  responses: { 200: z.object({ ok: z.boolean() }) },
  audit: { none: 'nothing happens' },
} as const;

const empty = {
  ...usual,
  id: 'empty',
  path: '/bench/empty/{installationId}',
  access: { kind: 'public' },
} as const satisfies HostEndpoint;

const verified = {
  ...usual,
  id: 'verified',
  path: '/bench/verified/{installationId}',
  access: { kind: 'installation' },
} as const satisfies HostEndpoint;

/** The host's HTTP layer with two routes that do nothing: for anybody, and for a token of an installation. */
export function createEmptyRoutes(database: Pick<Database, 'read' | 'pool'>) {
  const log = pino({ level: 'error' });
  const callers = createCallers({
    database,
    sessions: { cookieOf: () => undefined, personOf: async () => undefined },
    origins: [],
    now: () => new Date(),
    onError: (error) => log.error(error),
  });
  return createApp({
    entrance: createEntrance(),
    routes: [
      route(empty, async () => ok({ status: 200, body: { ok: true } })),
      route(verified, async () => ok({ status: 200, body: { ok: true } })),
    ],
    callers,
    idempotentAnswers: { once: (_key, _request, handle) => handle() },
    log,
    strictAnswers: false,
  });
}
