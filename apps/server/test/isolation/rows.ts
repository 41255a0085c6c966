import type { Sql } from '../../src/postgres/sql.ts';
import { eventually } from '../world/story.ts';

/** What may change although nobody did anything: notes about use, and what is known of calls. */
const moving: readonly string[] = ['provider_call', 'idempotent_answer', 'rate_limit'];

/** Digests of everything that a team has, by table, as one statement. */
export async function rowsOf(
  sql: Sql,
): Promise<(teamId: string) => Promise<ReadonlyMap<string, string>>> {
  const tables = await sql<{ name: string }>(
    `select c.relname as name from pg_class c
     join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'team_id' and not a.attisdropped
     where c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const each = tables
    .filter(({ name }) => !moving.includes(name))
    .map(
      ({ name }) =>
        `select '${name}' as name, md5(coalesce(string_agg(md5((to_jsonb(t) - 'last_used_at')::text), '' order by to_jsonb(t)::text), '')) as digest
         from "${name}" t where team_id = $1`,
    );
  const text = each.join(' union all ');
  return async (teamId) => {
    const rows = await sql<{ name: string; digest: string }>(text, [teamId]);
    return new Map(rows.map(({ name, digest }) => [name, digest]));
  };
}

/** The tables that are not as they were. */
export function changedIn(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  return [...after.keys()].filter((name) => before.get(name) !== after.get(name));
}

/** What is there once nothing follows any more from what was done before. */
export async function quiet(look: () => Promise<ReadonlyMap<string, string>>) {
  let [last, same] = [await look(), 0];
  return eventually(async () => {
    const now = await look();
    same = changedIn(last, now).length === 0 ? same + 1 : 0;
    last = now;
    return same > LOOKS && now;
  });
}

/** So often the same is seen before it counts as all there is. */
const LOOKS = 20;
