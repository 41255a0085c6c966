import pg from 'pg';

/**
 * Has the texts of tables ordered by their bytes. Ids begin with the time at which they were made, and what is
 * newest is found by them; a database that orders by a language, as most do that are installed with PostgreSQL, takes small
 * letters and capitals together, and finds others. On one that orders by bytes nothing is done, and
 * otherwise only for columns that have come since: repeating it is fine.
 *
 * Where a table has rows its indexes over texts are made anew, and nobody uses it meanwhile.
 */
export async function orderByBytes(client: pg.ClientBase, names: readonly string[]): Promise<void> {
  if (await ordersByBytes(client, 'default')) return;
  await client.query('begin');
  try {
    const { rows: tables } = await client.query<{ id: number; alter: string }>(TABLES, [
      await collationByBytes(client),
      names,
    ]);
    const ids = [tables.map(({ id }) => id)];
    // what refers to the type of a column has to go while that is changed, and is the same again
    const { rows: held } = await client.query<{ drop: string; make: string }>(HOLDING, ids);
    const statements = [
      ...held.map(({ drop }) => drop),
      ...tables.map(({ alter }) => alter),
      ...held.map(({ make }) => make),
    ];
    for (const statement of statements) await client.query(statement);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/** The names of the tables that a file of SQL makes, as they stand in it. What else a database holds is somebody else's. */
export function tablesMadeBy(file: string): readonly string[] {
  return [...file.matchAll(MAKING)].map(([, name = '']) => name);
}

const MAKING = /^create (?:unlogged )?table (?:if not exists )?([\w."]+)/gim;

/** The name of one that knows small letters and capitals of every alphabet, where there is one, as the embedded database has. */
async function collationByBytes(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select collname as name from pg_collation
     where collname in ('pg_c_utf8', 'C.utf8', 'C.UTF-8') and collnamespace = 'pg_catalog'::regnamespace
       and collencoding in (-1, pg_char_to_encoding(getdatabaseencoding()))
     order by collname = 'pg_c_utf8' desc, collname`,
  );
  for (const { name } of rows) if (await ordersByBytes(client, name)) return name;
  return 'C';
}

async function ordersByBytes(client: pg.ClientBase, collation: string): Promise<boolean> {
  const order = `collate ${pg.escapeIdentifier(collation)}`;
  const { rows } = await client.query<{ yes: boolean }>(
    `select array_agg(c order by c ${order}) = array_agg(c order by c collate "C") as yes
     from unnest('{-,.,0,9,A,B,Z,_,a,b,z,a1,A2,a-1,ä,Ä}'::text[]) as c`,
  );
  return rows[0]?.yes ?? false;
}

const TABLES = `
  select c.oid as id, format('alter table %s %s', c.oid::regclass, string_agg(format(
    'alter column %I type %s collate pg_catalog.%I',
    a.attname, format_type(a.atttypid, a.atttypmod), $1::text), ', ')) as alter
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
  where a.attnum > 0 and not a.attisdropped and a.attcollation = 'pg_catalog."default"'::regcollation
    and c.oid in (select to_regclass(name) from unnest($2::text[]) as name)
  group by c.oid`;

const HOLDING = `
  select format('drop view %s', v.oid::regclass) as drop,
    format('create view %s as %s', v.oid::regclass, pg_get_viewdef(v.oid)) as make
  from pg_class v
  where v.relkind = 'v' and exists (
    select from pg_rewrite r
    join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
      and d.refclassid = 'pg_class'::regclass
    where r.ev_class = v.oid and d.refobjid = any($1::oid[]))
  union all
  select format('drop trigger %I on %s', t.tgname, t.tgrelid::regclass), pg_get_triggerdef(t.oid)
  from pg_trigger t
  where not t.tgisinternal and t.tgqual is not null and t.tgrelid = any($1::oid[])`;
