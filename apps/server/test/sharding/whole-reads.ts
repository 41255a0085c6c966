import pg from 'pg';

/** A statement with the values that it was sent with first. */
type Sent = readonly [text: string, values: readonly unknown[]];

type Plan = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly Plan[];
};

const EXPLAINABLE = /^\s*(?:select|insert|update|delete|with)\b/i;

/**
 * The statements that would read one of these tables from end to end if each had a million rows or more,
 * and how: of a table whole, or of an index that holds every row without a condition.
 */
export async function findWholeReads(
  databaseUrl: string,
  statements: Iterable<Sent>,
  tables: ReadonlySet<string>,
): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    // those of the sign-in library do not say in which schema their tables are
    await client.query('set local search_path = public, people');
    await pretendMillions(client, [...tables]);
    const partial = await partialIndexes(client);
    const judged = [...statements].filter(
      ([text]) => EXPLAINABLE.test(text) && !meantToReadAll.some(({ is }) => is.test(plain(text))),
    );
    const filled = await tablesWithRows(client, tables);
    const found = new Set<string>();
    const note = (text: string, reads: readonly WholeRead[], of: ReadonlySet<string>) => {
      for (const { how, table } of reads)
        if (of.has(table)) found.add(`${how} of ${table}: ${plain(text)}`);
    };
    for (const [text, values] of judged) {
      note(text, wholeReadsIn(await planOf(client, text, values), partial), filled);
    }
    // a table without a row is read whole whatever is believed of it, unless nothing may be
    await client.query('set local enable_seqscan = off');
    for (const [text, values] of judged) {
      const reads = wholeReadsIn(await planOf(client, text, values), partial);
      note(
        text,
        reads.filter(({ how }) => how === 'Seq Scan'),
        tables,
      );
    }
    return [...found];
  } finally {
    await client.query('rollback');
    await client.end();
  }
}

/**
 * Has the planner believe that the tables are large and that nothing is known of what stands in them,
 * until the transaction is rolled back: so it plans as it does for a host of many teams.
 */
async function pretendMillions(client: pg.Client, tables: readonly string[]): Promise<void> {
  await client.query(
    `update pg_class set relpages = 1, reltuples = 1000000
     where oid = any(array(select c.oid from pg_class c
       where c.relname = any($1) and c.relnamespace = 'public'::regnamespace))`,
    [tables],
  );
  await client.query(
    `update pg_class set relpages = greatest(relpages, 2), reltuples = 1000000
     where oid in (select i.indexrelid from pg_index i join pg_class c on c.oid = i.indrelid
       where c.relname = any($1) and c.relnamespace = 'public'::regnamespace)`,
    [tables],
  );
  await client.query(
    `delete from pg_statistic where starelid in (select oid from pg_class
       where relname = any($1) and relnamespace = 'public'::regnamespace)`,
    [tables],
  );
}

async function tablesWithRows(
  client: pg.Client,
  tables: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ relname: string }>(
    `select relname from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' and pg_relation_size(oid) > 0`,
  );
  return new Set(rows.map(({ relname }) => relname).filter((name) => tables.has(name)));
}

/** Indexes of some rows, those that wait for a worker for instance: to read one whole is what they are for. */
async function partialIndexes(client: pg.Client): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ relname: string }>(
    `select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indpred is not null`,
  );
  return new Set(rows.map(({ relname }) => relname));
}

async function planOf(client: pg.Client, text: string, values: readonly unknown[]): Promise<Plan> {
  await client.query('savepoint planned');
  try {
    const { rows } = await client.query(`explain (format json) ${text}`, [...values]);
    return rows[0]['QUERY PLAN'][0].Plan;
  } catch (cause) {
    await client.query('rollback to savepoint planned');
    throw new Error(`cannot be planned: ${plain(text)}`, { cause });
  }
}

type WholeRead = { readonly how: string; readonly table: string };

/** An index without a condition is read whole, unless only its first rows are asked for. */
function wholeReadsIn(
  plan: Plan,
  partial: ReadonlySet<string>,
  isBounded = false,
): readonly WholeRead[] {
  const { 'Node Type': how, 'Relation Name': table = '', 'Index Name': index = '' } = plan;
  const isFirstRows = how === 'Limit' || (isBounded && how === 'LockRows');
  const inside = (plan.Plans ?? []).flatMap((each) => wholeReadsIn(each, partial, isFirstRows));
  const isUnbounded = plan['Index Cond'] === undefined && !partial.has(index) && !isBounded;
  const isWhole = how === 'Seq Scan' || (/^Index (?:Only )?Scan$/.test(how) && isUnbounded);
  return isWhole ? [{ how, table }, ...inside] : inside;
}

const plain = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

/** What is asked of all rows on purpose. */
const meantToReadAll: readonly { readonly why: string; readonly is: RegExp }[] = [
  {
    why: 'an operator has the books added up and held against each other, all that there are',
    is: /from ledger_line group by account_kind|^select (?:e|c)\.team_id, .*\bhaving\b.* limit 100$|\(select count\(\*\)::int from ledger_entry\)/,
  },
  {
    why: 'an operator looks at how far the logs of all teams have been verified, a row for each team',
    is: /\bfrom event_verification\b/,
  },
];
