import type pg from 'pg';
import type { RealTeam } from './real-teams.ts';

type Column = { readonly table: string; readonly column: string; readonly type: string };

const BATCH = 500;

/** Ids end in so many digits of the copy's number, in place of as many of their own letters. */
const ID = '^[a-z]+_[0-9A-Za-z]{24}$';
const COPIED_ID = `
  create or replace function pg_temp.copied(id text, n bigint) returns text
    language sql immutable parallel safe as $$
    select case when id ~ '${ID}' and id !~ '^(oac|iap|prd|usr)_'
      then left(id, length(id) - 10) || lpad(n::text, 10, '0') else id end $$`;

/**
 * Puts copies of a team beside it, with everything that it has: what many other customers are to a
 * database. Their secrets cannot be opened, and nobody asks for them. Nothing of it waits to be done.
 */
export async function addCopies(
  client: pg.Client,
  { teamId }: RealTeam,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  await client.query(COPIED_ID);
  await client.query('set session_replication_role = replica');
  // what is copied need not outlive a crash
  await client.query('set synchronous_commit = off');
  const tables = await tablesOfTeams(client);
  const ids = new Map<string, ReadonlySet<string>>();
  for (const [table, columns] of tables) {
    ids.set(table, await columnsOfIds(client, { table, columns, teamId }));
  }
  for (let first = from; first < to; first += BATCH) {
    const numbers = [teamId, first, Math.min(first + BATCH, to) - 1];
    await client.query('begin');
    await client.query(COPY_PEOPLE, numbers);
    await client.query(COPY_TEAM, numbers);
    await client.query(COPY_MEMBERS, numbers);
    for (const [table, columns] of tables) {
      await client.query(copyOf(table, columns, ids.get(table)), numbers);
    }
    await client.query(COPY_CALLS, numbers);
    await client.query('commit');
  }
  await client.query('reset synchronous_commit');
  await client.query('set session_replication_role = origin');
  await client.query('vacuum analyze');
}

/** What waits would be done meanwhile, so queues are not copied. */
const NOT_COPIED = /_queue$|^(webhook_outbox|webhook_line|stale_project|reported_\w+)$/;

async function tablesOfTeams(client: pg.Client): Promise<Map<string, Column[]>> {
  const { rows } = await client.query<Column>(
    `select c.table_name as "table", c.column_name as "column", c.data_type as type
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
       and exists (select from information_schema.columns i where i.table_schema = 'public'
         and i.table_name = c.table_name and i.column_name = 'team_id')
     order by 1, c.ordinal_position`,
  );
  return Map.groupBy(
    rows.filter(({ table }) => !NOT_COPIED.test(table)),
    ({ table }) => table,
  ) as Map<string, Column[]>;
}

/** The columns in which the team has ids; to look at every text of every copy takes longer than to write it. */
async function columnsOfIds(
  client: pg.Client,
  {
    table,
    columns,
    teamId,
  }: {
    readonly table: string;
    readonly columns: readonly Column[];
    readonly teamId: string;
  },
): Promise<ReadonlySet<string>> {
  const texts = columns.filter(({ type }) => type === 'text').map(({ column }) => column);
  const looks = texts.map(
    (column) => `coalesce(bool_or("${column}" ~ '${ID}'), false) "${column}"`,
  );
  const { rows } = await client.query<Record<string, boolean>>(
    `select ${looks.join(', ')} from ${table} where team_id = $1`,
    [teamId],
  );
  return new Set(texts.filter((column) => rows[0]?.[column]));
}

function copyOf(
  table: string,
  columns: readonly Column[],
  ids: ReadonlySet<string> | undefined,
): string {
  const values = columns.map(({ column, type }) => {
    if (ids?.has(column)) return `pg_temp.copied("${column}", n)`;
    if (type === 'bytea' && column.endsWith('_hash')) {
      return `sha256("${column}" || convert_to(n::text, 'utf8'))`;
    }
    return `"${column}"`;
  });
  const names = columns.map(({ column }) => `"${column}"`);
  return `insert into ${table} (${names}) overriding system value select ${values}
    from ${table}, generate_series($2::bigint, $3::bigint) n where team_id = $1`;
}

const COPY_TEAM = `
  insert into people.organization (id, name, slug, "createdAt")
  select pg_temp.copied(id, n), name || ' ' || n, slug || '-' || n, "createdAt"
  from people.organization, generate_series($2::bigint, $3::bigint) n where id = $1`;

const COPY_PEOPLE = `
  insert into people."user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
  select 'copy-' || n, name, n || '@copies.test', true, "createdAt", "updatedAt"
  from people."user" u, generate_series($2::bigint, $3::bigint) n
  where u.id = (select "userId" from people.member where "organizationId" = $1 limit 1)`;

const COPY_MEMBERS = `
  insert into people.member (id, "organizationId", "userId", role, "createdAt")
  select 'copy-' || n, pg_temp.copied("organizationId", n), 'copy-' || n, role, "createdAt"
  from people.member, generate_series($2::bigint, $3::bigint) n where "organizationId" = $1`;

const COPY_CALLS = `
  insert into provider_call (integration_id, installation_id, direction, operation, method, path,
    status, outcome, duration_ms, trace_id, request_body, response_body, at, attempt, resource_id)
  select integration_id, pg_temp.copied(installation_id, n), direction, operation, method, path,
    status, outcome, duration_ms, trace_id, request_body, response_body, at, attempt,
    pg_temp.copied(resource_id, n)
  from provider_call, generate_series($2::bigint, $3::bigint) n
  where installation_id in (select installation_id from installation where team_id = $1)`;
