import type pg from 'pg';

type Column = { readonly column: string; readonly type: string };
export type Table = { readonly table: string; readonly columns: readonly Column[] };

const ID = '^[a-z]+_[0-9A-Za-z]{24}$';
/** What a team refers to and does not have: copies refer to the same. */
const KEPT = '^(oac|iap|prd|usr)_';
/** An id of a copy ends in so many digits of its number, in place of as many of its own letters. */
const DIGITS = 10;

/** What waits would be done meanwhile, so queues are not copied. */
const NOT_COPIED = /_queue$|^(webhook_outbox|webhook_line|stale_project|reported_\w+)$/;

/** The tables in which a team has rows, and the calls to its providers, those with most rows first. */
export async function tablesOfTeam(client: pg.Client, teamId: string): Promise<readonly Table[]> {
  const { rows } = await client.query<Column & { table: string }>(
    `select c.table_name as "table", c.column_name as "column", c.data_type as type
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
       and (c.table_name, c.column_name) <> ('provider_call', 'provider_call_id')
       and (c.table_name = 'provider_call' or exists (
         select from information_schema.columns i where i.table_schema = 'public'
           and i.table_name = c.table_name and i.column_name = 'team_id'))
     order by 1, c.ordinal_position`,
  );
  const found: (Table & { readonly count: number })[] = [];
  for (const [table, columns] of Map.groupBy(rows, ({ table }) => table)) {
    if (NOT_COPIED.test(table)) continue;
    const { rows: counted } = await client.query<{ count: number }>(
      `select count(*)::int from ${table} where ${ofTeam(table, teamId)}`,
    );
    found.push({ table, columns, count: counted[0]?.count ?? 0 });
  }
  return found.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
}

/**
 * The statement that copies what a team has in a table, for the copies from `$1` to `$2`. It reads a
 * temporary table of this connection, in which ids are told from other texts and lack their last
 * letters: to look at each text for each copy takes longer than to write it.
 */
export async function copyOf(
  client: pg.Client,
  { table, columns }: Table,
  teamId: string,
): Promise<string> {
  const own = `${table} where ${ofTeam(table, teamId)}`;
  const ids = await columnsOfIds(client, columns, own);
  const kept = columns.map(({ column }) =>
    ids.has(column)
      ? `${isId(column)} "${column}:is", case when ${isId(column)} then ${headOf(column)} else "${column}" end "${column}"`
      : `"${column}"`,
  );
  await client.query(`create temporary table "template:${table}" as select ${kept} from ${own}`);
  const values = columns.map(({ column, type }) => {
    if (ids.has(column)) {
      return `case when "${column}:is" then "${column}" || number else "${column}" end`;
    }
    return type === 'bytea' && column.endsWith('_hash')
      ? `sha256("${column}" || convert_to(number, 'utf8'))`
      : `"${column}"`;
  });
  const names = columns.map(({ column }) => `"${column}"`);
  return `insert into ${table} (${names}) overriding system value select ${values}
    from (${NUMBERS}) c, "template:${table}" order by number`;
}

/** The statement that puts a person with a membership beside each copy of a team. */
export function copyPeople(teamId: string): string {
  return `
    with number as (${NUMBERS}),
    person as (
      insert into people."user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
      select 'copy-' || number, name, number || '@copies.test', true, "createdAt", "updatedAt"
      from people."user" u, number
      where u.id = (select "userId" from people.member where "organizationId" = '${teamId}' limit 1)
    ), team as (
      insert into people.organization (id, name, slug, "createdAt")
      select ${headOf('id')} || number, name || ' ' || number, slug || '-' || number, "createdAt"
      from people.organization, number where id = '${teamId}'
    )
    insert into people.member (id, "organizationId", "userId", role, "createdAt")
    select 'copy-' || number, ${headOf('"organizationId"')} || number, 'copy-' || number, role, "createdAt"
    from people.member, number where "organizationId" = '${teamId}'`;
}

const NUMBERS = `select lpad(n::text, ${DIGITS}, '0') as number from generate_series($1::bigint, $2::bigint) n`;

function ofTeam(table: string, teamId: string): string {
  const own = `team_id = '${teamId}'`;
  return table === 'provider_call'
    ? `installation_id in (select installation_id from installation where ${own})`
    : own;
}

/** The columns in which there are ids, which not every row need have there. */
async function columnsOfIds(
  client: pg.Client,
  columns: readonly Column[],
  from: string,
): Promise<ReadonlySet<string>> {
  const texts = columns.filter(({ type }) => type === 'text').map(({ column }) => column);
  const looks = texts.map((column) => `bool_or(${isId(column)}) "${column}"`);
  const { rows } = await client.query<Record<string, boolean>>(
    `select ${looks.join(', ')} from ${from}`,
  );
  return new Set(texts.filter((column) => rows[0]?.[column]));
}

function isId(column: string): string {
  return `coalesce("${column}" ~ '${ID}' and "${column}" !~ '${KEPT}', false)`;
}

/**
 * What the ids of all copies begin with: those of teams come after all others, so that a copy is put
 * at the end of each index of its table, and the index is as full as one that was built.
 */
function headOf(column: string): string {
  return `regexp_replace(left(${column}, -${DIGITS}), '^team_.', 'team_z')`;
}
