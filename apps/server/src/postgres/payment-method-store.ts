import type { PaymentMethod, PaymentMethodStore } from '@kontor/core';
import type { InstallationId, PaymentMethodId, TeamId } from '@kontor/protocol/vocabulary';
import { isOpenSql } from './invoice-store.ts';
import type { Sql } from './sql.ts';

type Row = {
  team_id: TeamId;
  payment_method_id: PaymentMethodId;
  back_end: PaymentMethod['backEnd'];
  reference: string;
  customer: string | null;
  kind: string;
  label: string;
  expires: string | null;
  is_default: boolean;
  created_at: Date;
};

const SELECT = 'select * from payment_method m where m.team_id = $1';
const KEPT = `${SELECT} and m.removed_at is null`;

/** What a team pays with, in PostgreSQL. */
export function paymentMethodStore(sql: Sql, teamId: string): PaymentMethodStore {
  const one = async (text: string, ...values: unknown[]) => {
    const [row] = await sql<Row>(text, [teamId, ...values]);
    return row && methodOf(row);
  };
  return {
    find: (id) => one(`${SELECT} and payment_method_id = $2`, id),
    list: async () =>
      (await sql<Row>(`${KEPT} order by payment_method_id desc`, [teamId])).map(methodOf),
    payingFor: (installationId) =>
      one(
        `${KEPT} and (is_default or exists (${CHOSEN})) order by exists (${CHOSEN}) desc limit 1`,
        installationId,
      ),
    customer: async (backEnd) => {
      const known = await one(
        `${SELECT} and back_end = $2 and customer is not null order by payment_method_id limit 1`,
        backEnd,
      );
      return known?.customer ?? null;
    },
    insert: async (method) => {
      const rows = await sql<Row>(
        `insert into payment_method (team_id, payment_method_id, back_end, reference, customer,
           kind, label, expires, is_default, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, not exists (${KEPT} and is_default), $9)
         on conflict do nothing returning *`,
        [
          teamId,
          method.id,
          method.backEnd,
          method.reference,
          method.customer,
          method.kind,
          method.label,
          method.expires,
          method.createdAt,
        ],
      );
      const [row] = rows;
      if (row !== undefined) return methodOf(row);
      const known = await one(
        `${KEPT} and back_end = $2 and reference = $3`,
        method.backEnd,
        method.reference,
      );
      return known ?? method;
    },
    makeDefault: async (id) => {
      await sql('update payment_method set is_default = false where team_id = $1 and is_default', [
        teamId,
      ]);
      await sql(
        'update payment_method set is_default = true where team_id = $1 and payment_method_id = $2',
        [teamId, id],
      );
    },
    choose: async (installationId, id) => {
      if (id === null) {
        await sql(
          'delete from installation_payment_method where team_id = $1 and installation_id = $2',
          [teamId, installationId],
        );
        return;
      }
      await sql(
        `insert into installation_payment_method (team_id, installation_id, payment_method_id)
         values ($1, $2, $3)
         on conflict (team_id, installation_id) do update
           set payment_method_id = excluded.payment_method_id`,
        [teamId, installationId, id],
      );
    },
    usedBy: async (id) => {
      const rows = await sql<{ installation_id: InstallationId }>(USED_BY, [teamId, id]);
      return rows.map((row) => row.installation_id);
    },
    remove: async (id, at) => {
      await sql(
        'delete from installation_payment_method where team_id = $1 and payment_method_id = $2',
        [teamId, id],
      );
      await sql(
        `update payment_method set removed_at = $3, is_default = false
         where team_id = $1 and payment_method_id = $2`,
        [teamId, id, at],
      );
    },
  };
}

/** What an installation is paid with: null where nothing was chosen, undefined where it is not there. */
export async function findChosenMethod(
  sql: Sql,
  teamId: string,
  installationId: string,
): Promise<string | null | undefined> {
  const [row] = await sql<{ chosen: string | null }>(
    `select c.payment_method_id as chosen from installation i
     left join installation_payment_method c
       on c.team_id = i.team_id and c.installation_id = i.installation_id
     where i.team_id = $1 and i.installation_id = $2`,
    [teamId, installationId],
  );
  return row?.chosen ?? (row && null);
}

const CHOSEN = `select from installation_payment_method c where c.team_id = $1
  and c.installation_id = $2 and c.payment_method_id = m.payment_method_id`;

const NEEDS_METHOD = `(coalesce((%.billing_plan ->> 'type') = 'prepayment'
  or (%.billing_plan ->> 'paymentMethodRequired')::boolean, false))`;

/** Installations with an open invoice or a plan that is not free, for which the method pays. */
const USED_BY = `
  select i.installation_id from installation i
  join payment_method m on m.team_id = i.team_id and m.payment_method_id = $2
  left join installation_payment_method c
    on c.team_id = i.team_id and c.installation_id = i.installation_id
  where i.team_id = $1 and i.finalized_at is null
    and (c.payment_method_id = $2 or (c.payment_method_id is null and m.is_default))
    and (exists (select from invoice v where v.team_id = i.team_id
        and v.installation_id = i.installation_id and not v.is_test and ${isOpenSql})
      or (i.lifecycle <> 'uninstalled' and not i.is_test and (${NEEDS_METHOD.replaceAll('%', 'i')}
        or exists (select from resource r where r.team_id = i.team_id
          and r.installation_id = i.installation_id and r.lifecycle not in ('deleted', 'failed')
          and ${NEEDS_METHOD.replaceAll('%', 'r')}))))
  order by i.installation_id`;

function methodOf(row: Row): PaymentMethod {
  return {
    id: row.payment_method_id,
    teamId: row.team_id,
    backEnd: row.back_end,
    reference: row.reference,
    customer: row.customer,
    kind: row.kind,
    label: row.label,
    expires: row.expires,
    isDefault: row.is_default,
    createdAt: row.created_at,
  };
}
