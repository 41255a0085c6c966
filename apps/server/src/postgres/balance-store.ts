import type { Sql } from './sql.ts';

/** What is left of a prepayment; without `resourceId` it belongs to the installation. */
export type ReportedBalance = {
  readonly currencyValueInCents: number;
  readonly resourceId?: string | undefined;
  readonly credit?: string | undefined;
  readonly nameLabel?: string | undefined;
};

type BalanceRow = {
  external_resource_id: string;
  currency_value_in_cents: string;
  credit: string | null;
  name_label: string | null;
  reported_at: Date;
};

type Owner = { readonly teamId: string; readonly installationId: string };

/** What is left of prepayments, as providers say. */
export function balanceStore(sql: Sql, { teamId, installationId }: Owner) {
  return {
    list: async () => {
      const rows = await sql<BalanceRow>(
        `select external_resource_id, currency_value_in_cents, credit, name_label, reported_at
         from balance where team_id = $1 and installation_id = $2 order by external_resource_id`,
        [teamId, installationId],
      );
      return rows.map((row) => ({
        resourceId: row.external_resource_id || null,
        currencyValueInCents: row.currency_value_in_cents,
        credit: row.credit,
        nameLabel: row.name_label,
        reportedAt: row.reported_at.toISOString(),
      }));
    },

    /** Keeps balances, each unless a newer one is there. Of two for one resource the last holds. */
    take: async (balances: readonly ReportedBalance[], reportedAt: Date): Promise<void> => {
      const last = [...new Map(balances.map((each) => [each.resourceId ?? '', each])).entries()];
      await sql(
        `insert into balance as b (team_id, installation_id, external_resource_id,
           currency_value_in_cents, credit, name_label, reported_at)
         select $1, $2, resource, cents, credit, label, $3
         from unnest($4::text[], $5::numeric[], $6::text[], $7::text[])
           as row (resource, cents, credit, label) order by resource
         on conflict (team_id, installation_id, external_resource_id) do update set
           currency_value_in_cents = excluded.currency_value_in_cents, credit = excluded.credit,
           name_label = excluded.name_label, reported_at = excluded.reported_at
         where b.reported_at <= excluded.reported_at`,
        [
          teamId,
          installationId,
          reportedAt,
          last.map(([resource]) => resource),
          last.map(([, { currencyValueInCents }]) => String(currencyValueInCents)),
          last.map(([, { credit }]) => credit ?? null),
          last.map(([, { nameLabel }]) => nameLabel ?? null),
        ],
      );
    },
  };
}
