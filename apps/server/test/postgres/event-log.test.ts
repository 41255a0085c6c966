import { buildTeam } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import { closeLog, eventLog } from '../../src/postgres/event-log.ts';
import type { Sql } from '../../src/postgres/sql.ts';
import { useTeamStorage } from './team-storage.ts';

const held = useTeamStorage();
const now = () => new Date();
const happened = { type: 'resource.updated', actor: { kind: 'system' }, subject: {} } as const;

test('an event is linked to the newest one in a single statement', async () => {
  const { teamId, transact } = buildTeam(held.storage);
  await transact((tx) => tx.events.append(happened));
  const statements: string[] = [];
  await held.database.transact((sql) => {
    const noted: Sql = (text, values) => {
      statements.push(text);
      return sql(text, values);
    };
    return eventLog(noted, teamId, now).append(happened);
  });

  expect(statements).toHaveLength(1);
  expect((await held.storage.events(teamId)).map(({ sequence }) => sequence)).toEqual([1, 2]);
});

test('nothing is added to the log of a team that was deleted', async () => {
  const { teamId, transact } = buildTeam(held.storage);
  await transact((tx) => tx.events.append(happened));
  await held.database.transact((sql) => closeLog(sql, teamId, now()));

  const late = transact((tx) => tx.events.append(happened));

  await expect(late).rejects.toThrow(`${teamId} was deleted, and its log is closed`);
  expect(await held.storage.events(teamId)).toHaveLength(1);
});
