import { inCents, minus, monthAround, sumOf } from '@kontor/core';
import type { OperatedTeam } from '@kontor/protocol/kontor';
import type { Role } from '@kontor/protocol/vocabulary';
import { listCredits } from '../money/credits.ts';
import { ledgerStore } from '../postgres/ledger-store.ts';
import { findSpendings } from '../postgres/spendings.ts';
import type { Sql } from '../postgres/sql.ts';

type Row = {
  id: string;
  slug: string;
  name: string;
  createdAt: Date;
  members: number;
  installations: number;
  reason: string | null;
  since: Date | null;
};

const SELECT = `
  select o."id", o."slug", o."name", o."createdAt", s.reason, s.since,
    (select count(*)::int from people.member m where m."organizationId" = o."id") as members,
    (select count(*)::int from installation i
     where i.team_id = o."id" and i.lifecycle = 'installed') as installations
  from people.organization o left join team_suspension s on s.team_id = o."id"`;

type Wanted = {
  readonly search?: string | undefined;
  readonly suspended?: 'true' | 'false' | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
};

/** The teams of the host, by slug. */
export async function listOperatedTeams(
  read: Sql,
  { search, suspended, after, limit }: Wanted,
): Promise<OperatedTeam[]> {
  const rows = await read<Row>(
    `${SELECT}
     where ($1::text is null or position(lower($1) in lower(o."slug" || ' ' || o."name")) > 0
         or o."id" = $1 or exists (select from people.member m
           join people."user" u on u."id" = m."userId"
           where m."organizationId" = o."id" and u."email" = lower($1)))
       and ($2::boolean is null or (s.team_id is not null) = $2)
       and ($3::text is null or o."slug" collate "C" > $3)
     order by o."slug" collate "C" limit $4`,
    [search?.trim() || null, suspended ?? null, after ?? null, limit],
  );
  return rows.map(teamOf);
}

export async function findOperatedTeam(
  read: Sql,
  named: string,
): Promise<OperatedTeam | undefined> {
  const [row] = await read<Row>(`${SELECT} where o."id" = $1 or o."slug" = $1`, [named]);
  return row && teamOf(row);
}

function teamOf({ reason, since, createdAt, ...row }: Row): OperatedTeam {
  return {
    ...row,
    createdAt: createdAt.toISOString(),
    suspension: reason === null || since === null ? null : { reason, since: since.toISOString() },
  };
}

type PersonOfTeam = { userId: string; name: string; email: string; role: Role };
const SHOWN_PEOPLE = 200;

/** Who is in a team, its owners first. */
export function listPeople(read: Sql, teamId: string): Promise<PersonOfTeam[]> {
  return read<PersonOfTeam>(
    `select u."id" as "userId", u."name", u."email", m."role" from people.member m
     join people."user" u on u."id" = m."userId"
     where m."organizationId" = $1
     order by (m."role" = 'owner') desc, m."createdAt", u."id" limit $2`,
    [teamId, SHOWN_PEOPLE],
  );
}

type Installed = {
  id: string;
  slug: string;
  name: string;
  lifecycle: string;
  status: string;
  resources: number;
};

export async function listInstalled(read: Sql, teamId: string) {
  const rows = await read<Installed>(
    `select i.installation_id as id, g.slug, g.name, i.lifecycle, i.status,
       (select count(*)::int from resource r where r.team_id = i.team_id
          and r.installation_id = i.installation_id and r.lifecycle <> 'deleted') as resources
     from installation i
     join installation_route t on t.installation_id = i.installation_id
     join integration g on g.integration_id = t.integration_id
     where i.team_id = $1 and i.lifecycle <> 'uninstalled'
     order by g.name, i.installation_id`,
    [teamId],
  );
  return rows.map(({ slug, name, ...row }) => ({ ...row, integration: { slug, name } }));
}

type Money = { invoices: number; total: string; balances: string; held: string };
const SHOWN_CREDITS = 20;

const MONEY = `
  select
    (select count(*)::int from invoice v where ${open('v')}) as invoices,
    (select coalesce(sum(v.total), 0)::text from invoice v where ${open('v')}) as total,
    (select coalesce(sum(b.currency_value_in_cents) / 100, 0)::text
     from balance b where b.team_id = $1) as balances,
    (select coalesce(sum(l.amount), 0)::text from ledger_line l
     where l.team_id = $1 and l.account_kind = 'disputed') as held`;

function open(table: string): string {
  return `${table}.team_id = $1 and not ${table}.is_test
    and ${table}.state in ('scheduled', 'pending', 'invoiced', 'notpaid', 'overdue')`;
}

/** How the money of a team stands, with what the month around `at` has come to. */
export async function readMoney(read: Sql, teamId: string, at: Date) {
  const [row] = await read<Money>(MONEY, [teamId]);
  if (row === undefined) throw new Error('a summary is one row');
  const left = await ledgerStore(read, teamId).balance({ kind: 'credits', of: '' });
  const spendings = await findSpendings(read, teamId, monthAround(at));
  return {
    spentThisMonth: sumOf(spendings.flatMap(({ invoiced, reported }) => [invoiced, reported])),
    open: { invoices: row.invoices, total: inCents(row.total) },
    creditsLeft: inCents(minus('0', left)),
    credits: await listCredits(read, teamId, SHOWN_CREDITS),
    held: inCents(row.held),
    balances: inCents(row.balances),
  };
}
