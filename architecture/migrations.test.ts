import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { brokenByMigration, migrationRules } from './migration-rules.ts';

const folder = new URL('../apps/server/migrations/', import.meta.url);
/** Those before it were applied before there were rules. */
const FIRST = '0148';

test('no migration locks, rewrites or takes away what the former version works on, without a reason', () => {
  const files = readdirSync(folder).filter((name) => name >= FIRST);

  const broken = files.flatMap((name) =>
    brokenByMigration(readFileSync(new URL(name, folder), 'utf8')).map((rule) => {
      const { comment } = migrationRules.find((each) => each.name === rule) ?? { comment: '' };
      return `${name}: ${rule}: ${comment}`;
    }),
  );

  expect(broken).toEqual([]);
});

/** Each breaks one rule. */
const planted: readonly (readonly [string, string])[] = [
  ['create index on invoice (state)', 'index-locks-writes'],
  ['create unique index if not exists one on invoice (id)', 'index-locks-writes'],
  ['alter table invoice add column kind text not null', 'column-without-default'],
  ['alter table invoice add kind text not null, add x int default 1', 'column-without-default'],
  ['alter table invoice add column id uuid default gen_random_uuid()', 'column-rewrites'],
  ['alter table invoice add column n bigserial', 'column-rewrites'],
  ['alter table invoice add column n int generated always as (a + b) stored', 'column-rewrites'],
  ['alter table invoice alter column total type numeric', 'type-changes'],
  ['alter table invoice alter total set data type text', 'type-changes'],
  ['ALTER TABLE invoice ALTER COLUMN total SET NOT NULL', 'not-null-scans'],
  ['alter table only invoice add constraint c check (total > 0)', 'constraint-scans'],
  ['alter table invoice add foreign key (a) references b (a)', 'constraint-scans'],
  ['alter table invoice add primary key (a)', 'constraint-scans'],
  ['drop table if exists invoice', 'taken-away'],
  ['alter table invoice drop column state', 'taken-away'],
  ['alter table invoice drop state', 'taken-away'],
  ['alter table invoice rename column state to lifecycle', 'taken-away'],
  ['alter table invoice rename to bill', 'taken-away'],
  ["update invoice set state = 'x;y'", 'rows-change'],
  ['delete from invoice', 'rows-change'],
  ['truncate invoice', 'rows-change'],
  ['lock table invoice in exclusive mode', 'locks-all'],
  ['vacuum full invoice', 'locks-all'],
  ['reindex table invoice', 'locks-all'],
];

test.each(planted)('%s breaks the rule %s', (statement, rule) => {
  expect(brokenByMigration(`-- why\nselect 1;\n${statement};`)).toEqual([rule]);
});

test('every rule has a planted violation', () => {
  const rules = new Set(planted.map(([, rule]) => rule));

  expect([...rules].sort()).toEqual(migrationRules.map(({ name }) => name).sort());
});

test.each([
  'create index concurrently invoice_by_state on invoice (state)',
  'alter table invoice add column kind text',
  "alter table invoice add column kind text not null default 'usual'",
  'alter table invoice add column at timestamptz not null default now(), add note text',
  'alter table invoice add constraint c check (total > 0) not valid',
  'alter table invoice validate constraint c',
  'alter table invoice add constraint one unique using index invoice_one',
  'alter table invoice drop constraint c',
  'alter table invoice alter column state drop not null',
  "insert into invoice (note) values ('drop table invoice')",
  'create function f() returns void language sql as $$ delete from invoice; $$',
  'create table note (id text primary key); create index on note (id); alter table note add x int not null',
])('%s breaks none', (statement) => {
  expect(brokenByMigration(`${statement};`)).toEqual([]);
});

test('a rule may be broken for a reason that stands above the statement, and by that one alone', () => {
  const allowed = '-- allowed: rows-change: a table of a few dozen rows\nupdate product set a = 1;';

  expect(brokenByMigration(allowed)).toEqual([]);
  expect(brokenByMigration(`${allowed} update product set b = 1;`)).toEqual(['rows-change']);
  expect(brokenByMigration('-- allowed: rows-change:\nupdate product set a = 1;')).toEqual([
    'rows-change',
  ]);
});
