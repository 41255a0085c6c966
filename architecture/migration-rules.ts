import { type Statement, statementsOf } from '../apps/server/src/postgres/sql-statements.ts';

/** Something that a migration does not do to a table that is in use, unless it says why it may. */
export type MigrationRule = {
  readonly name: string;
  /** What it would do to the version that is still running, and what to do instead. */
  readonly comment: string;
  readonly forbids: RegExp;
};

/** A table, where it stands after the words that a rule is about. */
const TABLE = String.raw`(?:if exists |only )*(?<table>[\w."]+)`;
const altering = (change: string) => new RegExp(`^alter table ${TABLE}.*\\b${change}`, 'i');

export const migrationRules: readonly MigrationRule[] = [
  {
    name: 'index-locks-writes',
    comment:
      'Nobody writes until the index is built: make it concurrently, in a file whose first line is `-- each statement alone`.',
    forbids: new RegExp(
      `^create (?:unique )?index (?!concurrently)(?:if not exists )?(?:[\\w."]+ )?on ${TABLE}`,
      'i',
    ),
  },
  {
    name: 'column-without-default',
    comment:
      'The former version writes rows without it: allow null or give it a constant default, and require it in a later version.',
    forbids: altering(
      String.raw`add (?:column )?(?:(?!\bdefault\b|,).)*\bnot null(?!(?:(?!,).)*\bdefault\b)`,
    ),
  },
  {
    name: 'column-rewrites',
    comment:
      'A default that differs from row to row, or a stored expression, rewrites the table under a lock: add the column, and fill it in pieces.',
    forbids: altering(
      String.raw`add (?:column )?[^,]*\b(?:default (?:gen_random_uuid|random|clock_timestamp|nextval|uuid\w*)\b|stored\b|(?:big|small)?serial\b)`,
    ),
  },
  {
    name: 'type-changes',
    comment:
      'Most changes of a type rewrite the table, and the former version reads the old one: add another column.',
    forbids: altering('alter (?:column )?\\S+ (?:set data )?type\\b'),
  },
  {
    name: 'not-null-scans',
    comment:
      'Every row is read under a lock, and the former version may write null: add a check that is `not valid`, and validate it later.',
    forbids: altering('set not null\\b'),
  },
  {
    name: 'constraint-scans',
    comment:
      'Every row is read under a lock: add it `not valid` and validate it in a file of its own, or make a unique index concurrently and use that.',
    forbids: altering(
      String.raw`add (?:constraint \S+ )?(?:check|foreign key|unique|primary key|exclude)\b(?!.*(?:\bnot valid\b|\busing index\b))`,
    ),
  },
  {
    name: 'taken-away',
    comment:
      'The former version still uses it: stop using it in one version, and take it away in a later one.',
    forbids: new RegExp(
      `^(?:drop table ${TABLE}|alter table (?:if exists )?(?<altered>\\S+) .*\\b(?:drop (?:column )?(?!constraint|not|default|expression|identity)\\S+|rename\\b))`,
      'i',
    ),
  },
  {
    name: 'rows-change',
    comment:
      'All rows in one transaction are locked until it ends: let the host fill them in pieces, or say how few they are.',
    forbids: new RegExp(`^(?:update|delete from|truncate(?: table)?) ${TABLE}`, 'i'),
  },
  {
    name: 'locks-all',
    comment: 'Nobody reads or writes meanwhile.',
    forbids: new RegExp(
      `^(?:lock(?: table)?|cluster|vacuum full|reindex (?:table|index) (?!concurrently)|refresh materialized view (?!concurrently)) ?${TABLE}`,
      'i',
    ),
  },
];

/** `-- allowed: <rule>: <why>` above a statement. */
const REASON = /^-- allowed: ([\w-]+): \S.{9,}/;

/** The names of the rules that a migration breaks without a reason. */
export function brokenByMigration(file: string): readonly string[] {
  const statements = statementsOf(file);
  const made = new Set(statements.flatMap(madeBy));
  return statements.flatMap((statement) =>
    migrationRules
      .filter((rule) => breaks(statement, rule, made) && !isAllowed(statement, rule))
      .map(({ name }) => name),
  );
}

/** A table that the same file makes is in nobody's use yet. */
function madeBy({ bare }: Statement): readonly string[] {
  const [, table] = /^create (?:unlogged )?table (?:if not exists )?([\w."]+)/i.exec(bare) ?? [];
  return table === undefined ? [] : [table.toLowerCase()];
}

function breaks({ bare }: Statement, { forbids }: MigrationRule, made: ReadonlySet<string>) {
  const found = forbids.exec(bare);
  const table = found?.groups?.table ?? found?.groups?.altered;
  return found !== null && !made.has((table ?? '').toLowerCase());
}

function isAllowed({ comments }: Statement, { name }: MigrationRule): boolean {
  return comments.some((comment) => REASON.exec(comment)?.[1] === name);
}
