import { alsoOnEveryServer, ofTheHost, routing } from './classes.ts';
import type { Table } from './tables.ts';

/** Beside which all others of a team stand. */
const FIRST = 'event_head';

const HEAD = `-- Spreads the tables of Kontor over a Citus cluster. Generated from the schema by apps/server/test/sharding,
-- and run once by the owner of the database, on the coordinator, after the migrations and before the
-- first team. What it means: docs/scale.md.
create extension if not exists citus;
-- what ends a token or a membership is told by triggers, and the books keep themselves whole by them
set citus.enable_unsafe_triggers = on;
`;

/** The statements that make a Citus cluster of a migrated database. */
export function citusFile(tables: readonly Table[]): string {
  const apart = new Set([...routing, ...ofTheHost]);
  const named = (names: readonly string[]) => tables.filter(({ name }) => names.includes(name));
  const spread = inOrder(tables.filter(({ name }) => !apart.has(name)));
  return [
    HEAD,
    '-- On every server: small, seldom changed, joined with rows of teams.',
    ...inOrder(named(alsoOnEveryServer)).map(reference),
    '',
    '-- By team: all rows of a team stand on one server, so a change of a team is a transaction there.',
    ...spread.map(distribute),
    '',
  ].join('\n');
}

function reference({ name }: Table): string {
  return `select create_reference_table('${name}');`;
}

function distribute({ name }: Table): string {
  const beside = name === FIRST ? 'none' : FIRST;
  return `select create_distributed_table('${name}', 'team_id', colocate_with => '${beside}');`;
}

/** The first one, then each behind those that it refers to. */
function inOrder(tables: readonly Table[]): readonly Table[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const placed = new Set<Table>();
  const place = (table: Table | undefined, within: readonly Table[] = []) => {
    if (table === undefined || placed.has(table)) return;
    if (within.includes(table)) throw new Error(`${table.name} refers to itself over others`);
    // the database tells them in no order
    for (const to of table.references.map((reference) => reference.to).toSorted()) {
      if (to !== table.name) place(byName.get(to), [...within, table]);
    }
    placed.add(table);
  };
  place(byName.get(FIRST));
  for (const table of tables) place(table);
  return [...placed];
}
