import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@kontor/protocol/vocabulary';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll } from 'vitest';
import { createApp } from '../../src/http/app.ts';
import { createEntrance } from '../../src/http/entrance.ts';
import type { Route } from '../../src/http/route.ts';
import { mintId } from '../../src/ids.ts';
import { accessTokenStoreOn } from '../../src/people/access-token-store.ts';
import { createCallers } from '../../src/people/callers.ts';
import type { RecordEvent } from '../../src/people/record-event.ts';
import { hashToken, hintOf, mintToken } from '../../src/people/token-text.ts';
import type { Database } from '../../src/postgres/database.ts';
import { eventLog } from '../../src/postgres/event-log.ts';
import { openKeyring } from '../../src/vault/keyring.ts';
import { createVault, type Vault } from '../../src/vault/vault.ts';
import { addTeam } from '../people/people.ts';
import { useDatabase } from '../vault/test-database.ts';

/** What the routes under test are built from. */
export type HostParts = {
  readonly database: Database;
  readonly vault: Vault;
  readonly recordEvent: RecordEvent;
  /** Time on this host; it moves when a test moves it. */
  readonly clock: { now: Date };
};

export type Answered = {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the host has answered
  readonly body: any;
  readonly headers: Headers;
};

export type Host = HostParts & {
  readonly url: string;
  readonly send: (
    method: string,
    path: string,
    options?: { token?: string; body?: unknown; headers?: Record<string, string> },
  ) => Promise<Answered>;
};

/** A host that listens, over a database of its own, for the tests of one file. */
export function useHost(
  routesOf: (parts: HostParts) => readonly Route[],
  prepare: (app: FastifyInstance, parts: HostParts) => void = () => {},
): Host {
  const held = useDatabase();
  const clock = { now: new Date('2026-03-01T00:00:00Z') };
  const started: { host?: Host; close?: () => Promise<void> } = {};
  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kontor-keyring-'));
    const parts = await partsOn(held.database, { directory, clock });
    const app = createApp({
      entrance: createEntrance(),
      routes: routesOf(parts),
      callers: callersOn(held.database, clock),
      // what is kept of answers is told of elsewhere; here every request is a new one
      idempotentAnswers: { once: (_key, _request, handle) => handle() },
      log: pino({ level: 'error' }),
      strictAnswers: true,
    });
    prepare(app, parts);
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    started.host = { ...parts, url, send: (...request) => send(url, ...request) };
    started.close = async () => {
      await app.close();
      await rm(directory, { recursive: true });
    };
  });
  afterAll(() => started.close?.());
  const host = () => {
    if (!started.host) throw new Error('the host starts before the first test');
    return started.host;
  };
  return {
    get database() {
      return host().database;
    },
    get vault() {
      return host().vault;
    },
    get recordEvent() {
      return host().recordEvent;
    },
    get clock() {
      return clock;
    },
    get url() {
      return host().url;
    },
    get send() {
      return host().send;
    },
  };
}

async function partsOn(
  database: Database,
  { directory, clock }: { directory: string; clock: { now: Date } },
): Promise<HostParts> {
  const now = () => clock.now;
  const keyWrapper = await openKeyring(directory, clock.now);
  return {
    database,
    clock,
    vault: createVault({ database, keyWrapper, now }),
    recordEvent: (sql, { teamId, ...event }) => eventLog(sql, teamId, now).append(event),
  };
}

function callersOn(database: Database, clock: { now: Date }) {
  return createCallers({
    database,
    sessions: { cookieOf: () => undefined, personOf: async () => undefined },
    origins: [],
    now: () => clock.now,
    onError: (error) => {
      throw error;
    },
  });
}

async function send(
  url: string,
  method: string,
  path: string,
  { token, body, headers }: Parameters<Host['send']>[2] = {},
): Promise<Answered> {
  const answer = await fetch(url + path, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
  return {
    status: answer.status,
    body: isJson && text !== '' ? JSON.parse(text) : text,
    headers: answer.headers,
  };
}

/** A team with a member of each role, each with a token. */
export async function addTeamWithTokens<const Roles extends readonly Role[]>(
  database: Database,
  roles: Roles,
) {
  const { team, people } = await addTeam(database, roles);
  const tokens = await Promise.all(people.map(({ id }) => addPersonalToken(database, id)));
  return { team, people, tokens, at: `/kontor/v1/teams/${team.slug}` };
}

export async function addPersonalToken(database: Database, userId: string): Promise<string> {
  const text = mintToken('personal');
  await accessTokenStoreOn(database.read).insert({
    kind: 'personal',
    id: mintId('token'),
    name: 'test',
    hint: hintOf(text),
    hash: hashToken(text),
    createdAt: new Date('2026-01-01T00:00:00Z'),
    expiresAt: null,
    userId,
  });
  return text;
}

/** The events of a team, oldest first, without their seals. */
export async function eventsOf(database: Database, teamId: string) {
  return database.read<{ type: string; actor: object; subject: object; data: object }>(
    'select type, actor, subject, data from event where team_id = $1 order by sequence',
    [teamId],
  );
}
