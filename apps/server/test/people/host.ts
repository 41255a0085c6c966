import type { AddressInfo } from 'node:net';
import type { Role } from '@kontor/protocol/vocabulary';
import pino from 'pino';
import { createApp } from '../../src/http/app.ts';
import { createEntrance } from '../../src/http/entrance.ts';
import { mintId } from '../../src/ids.ts';
import { accessTokenStoreOn } from '../../src/people/access-token-store.ts';
import { createCallers } from '../../src/people/callers.ts';
import { memberRoutes } from '../../src/people/member-routes.ts';
import { personalTokenRoutes } from '../../src/people/personal-token-routes.ts';
import { teamRoutes } from '../../src/people/team-routes.ts';
import { teamTokenRoutes } from '../../src/people/team-token-routes.ts';
import { hashToken, hintOf, mintToken } from '../../src/people/token-text.ts';
import type { Database } from '../../src/postgres/database.ts';
import { eventLog } from '../../src/postgres/event-log.ts';
import { createIdempotentAnswers } from '../../src/postgres/idempotent-answers.ts';
import { createVault } from '../../src/vault/vault.ts';
import { addPerson, addTeam } from './people.ts';

const now = () => new Date();

/** A listening host with the routes of people, teams and tokens. */
export async function startHost(database: Database) {
  const sessions = { cookieOf: () => undefined, personOf: async () => undefined };
  const onError = (error: unknown) => {
    throw error;
  };
  const callers = createCallers({ database, sessions, origins: [], now, onError });
  const ports = {
    database,
    now,
    url: 'http://127.0.0.1',
    testClocks: 'operators' as const,
    mailbox: { isOn: false, post: async () => {} },
    forget: callers.forget,
    recordEvent: async (
      sql: Parameters<typeof eventLog>[0],
      {
        teamId,
        ...event
      }: { teamId: string } & Parameters<ReturnType<typeof eventLog>['append']>[0],
    ) => eventLog(sql, teamId, now).append(event),
  };
  const keyWrapper = {
    wrap: async (dataKey: Uint8Array) => ({ keyId: 'k', wrapped: Buffer.from(dataKey) }),
    unwrap: async (_id: string, wrapped: Uint8Array) => Buffer.from(wrapped),
  };
  const vault = createVault({ database, keyWrapper, now });
  const app = createApp({
    entrance: createEntrance(),
    routes: [
      ...teamRoutes(ports),
      ...memberRoutes(ports),
      ...personalTokenRoutes(ports),
      ...teamTokenRoutes(ports),
    ],
    callers,
    idempotentAnswers: createIdempotentAnswers({ database, vault, onError }),
    log: pino({ level: 'silent' }),
    strictAnswers: true,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;

  /** What one caller, named by a token, asks for. */
  const as = (token: string) => async (line: string, body?: unknown) => {
    const [method = '', path = ''] = line.split(' ');
    const response = await fetch(`http://127.0.0.1:${port}/kontor/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };

  const tokenOf = async (userId: string, expiresAt: Date | null = null) => {
    const text = mintToken('personal');
    await accessTokenStoreOn(database.read).insert({
      kind: 'personal',
      id: mintId('token'),
      name: 'test',
      hint: hintOf(text),
      hash: hashToken(text),
      createdAt: now(),
      expiresAt,
      userId,
    });
    return text;
  };

  return {
    as,
    close: () => app.close(),
    tokenOf,
    /** Somebody who is in no team yet, with what they call the host by. */
    stranger: async () => {
      const person = await addPerson(database);
      return { ...person, call: as(await tokenOf(person.id)) };
    },
    /** A team with one person for each role, each with what they call the host by. */
    teamWith: async <const Roles extends readonly Role[]>(...roles: Roles) => {
      const { team, people } = await addTeam(database, roles);
      const members = await Promise.all(
        people.map(async (person) => ({ ...person, call: as(await tokenOf(person.id)) })),
      );
      type Member = (typeof members)[number];
      return { team, members: members as { readonly [Place in keyof Roles]: Member } };
    },
    eventsOf: async (teamId: string) =>
      database.read<{ type: string; actor: unknown; subject: unknown; data: unknown }>(
        'select type, actor, subject, data from event where team_id = $1 order by sequence',
        [teamId],
      ),
  };
}
