import { readFileSync } from 'node:fs';
import { createTestDatabase } from '@kontor/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/postgres/database.ts';
import { migrate } from '../../src/postgres/migrate.ts';
import { citusFile } from './citus-file.ts';
import { alsoOnEveryServer, ofTheHost, routing } from './classes.ts';
import { touchedWithoutTeam } from './judge-statement.ts';
import { readSharedKeys, readTables, type Table } from './tables.ts';

const guide = readFileSync(new URL('../../../../docs/scale.md', import.meta.url), 'utf8');

let database: Database;
let tables: readonly Table[];
let drop: () => Promise<void>;
beforeAll(async () => {
  const made = await createTestDatabase({
    migrate: async (url) => void (await migrate(url)),
    templateKey: 'apps/server',
  });
  drop = made.drop;
  database = openDatabase({ url: made.url, transactions: 1, readers: 1 });
  tables = await readTables(database.read);
});
afterAll(async () => {
  await database.close();
  await drop();
});

const ofTeams = () =>
  tables.filter(({ name }) => !routing.includes(name) && !ofTheHost.includes(name));

test('every table that is not of teams is known to be so', () => {
  const names = tables.map(({ name }) => name);

  expect([...routing, ...ofTheHost].filter((name) => !names.includes(name))).toEqual([]);
  expect(ofTeams().filter(({ columns }) => !columns.includes('team_id'))).toEqual([]);
});

test('the keys of tables of teams begin with the team', () => {
  const wrong = ofTeams().flatMap(({ name, keys }) =>
    keys.filter((key) => key[0] !== 'team_id').map((key) => `${name} (${key})`),
  );

  expect(wrong).toEqual([]);
});

test('tables of teams refer only to each other, and within one team', () => {
  const known = new Set(ofTeams().map(({ name }) => name));
  const wrong = ofTeams().flatMap(({ name, references }) =>
    references
      .filter(({ to, columns }) => !known.has(to) || columns[0] !== 'team_id')
      .map(({ to, columns }) => `${name} (${columns}) → ${to}`),
  );

  expect(wrong).toEqual([]);
});

test('where indexes begin with a team and the same key, the planner knows that the key says the team', async () => {
  const keys = await readSharedKeys(database.read);

  expect(keys.length).toBeGreaterThan(5);
  expect(keys.filter(({ isTold }) => !isTold)).toEqual([]);
});

test('what spreads the tables over a Citus cluster has every one of them', async () => {
  await expect(citusFile(tables)).toMatchFileSnapshot('../../../../deploy/citus.sql');
});

test('the guide to scale names the tables that are not spread, where it says why', () => {
  const section = (heading: string) => {
    const [, behind = ''] = guide.split(`\n## ${heading}\n`);
    return behind.split('\n## ')[0] ?? '';
  };
  const onCoordinator = [...routing, ...ofTheHost].filter((n) => !alsoOnEveryServer.includes(n));

  expect(namesIn(section('On every server'))).toEqual(alsoOnEveryServer);
  expect(namesIn(section('On the coordinator'))).toEqual(onCoordinator.sort());
});

function namesIn(text: string): readonly string[] {
  const known = new Set(tables.map(({ name }) => name));
  const named = [...text.matchAll(/`([a-z_]+)`/g)].map(([, name = '']) => name);
  return [...new Set(named.filter((name) => known.has(name)))].sort();
}

describe('a statement', () => {
  const some = new Set(['resource', 'connection']);

  test.each([
    'select * from resource where team_id = $1 and resource_id = $2',
    'select * from resource r join connection c on c.team_id = r.team_id where r.team_id = $1',
    'insert into resource (team_id, resource_id) values ($1, $2)',
    'select * from integration where integration_id = $1',
    'update resource set name = $3 where (team_id, resource_id) = ($1, $2)',
  ])('that says which team is fine: %s', (text) => {
    expect(touchedWithoutTeam(text, some)).toEqual([]);
  });

  test.each([
    'select * from resource where resource_id = $1',
    'select * from public.resource',
    'select 1 from integration g where exists (select from resource where integration_id = g.id)',
    'select * from resource join connection using (resource_id) where team_id = $1',
    'delete from resource where resource_id = $1 -- and team_id = $2',
    'insert into resource values ($1, $2)',
  ])('that does not is found: %s', (text) => {
    expect(touchedWithoutTeam(text, some)).not.toEqual([]);
  });
});
