import type { StandingThreshold, ThresholdStore, TopUpStop } from '@kontor/core';
import type { ShownBalance, Threshold, WantedThreshold } from '@kontor/protocol/rest';
import type { ResourceId } from '@kontor/protocol/vocabulary';
import type { Sql } from './sql.ts';

export type Owner = { readonly teamId: string; readonly installationId: string };

type ThresholdRow = {
  external_id: string | null;
  billing_plan_id: string;
  minimum_amount_in_cents: string;
  purchase_amount_in_cents: string;
  maximum_amount_per_period_in_cents: string | null;
  metadata: object;
};
type BalanceRow = {
  external_resource_id: string;
  currency_value_in_cents: string;
  credit: string | null;
  name_label: string | null;
  reported_at: Date;
};

/** What providers say is left in an installation, the installation's own first. */
export async function listBalances(
  sql: Sql,
  { teamId, installationId }: Owner,
): Promise<ShownBalance[]> {
  const rows = await sql<BalanceRow>(
    `select * from balance where team_id = $1 and installation_id = $2
     order by external_resource_id`,
    [teamId, installationId],
  );
  return rows.map((row) => ({
    ...(row.external_resource_id === '' ? {} : { resourceId: row.external_resource_id }),
    currencyValueInCents: Number(row.currency_value_in_cents),
    ...(row.credit === null ? {} : { credit: row.credit }),
    ...(row.name_label === null ? {} : { nameLabel: row.name_label }),
    reportedAt: row.reported_at.toISOString(),
  }));
}

/** When balances of an installation are filled up. Those of resources that are gone are over. */
export async function listThresholds(
  sql: Sql,
  { teamId, installationId }: Owner,
): Promise<Threshold[]> {
  const rows = await sql<ThresholdRow>(
    `select t.*, r.external_id from balance_threshold t
     left join resource r on r.team_id = t.team_id and r.resource_id = t.resource_id
     where t.team_id = $1 and t.installation_id = $2
       and (t.resource_id = '' or r.lifecycle in ('active', 'deleting'))
     order by t.resource_id`,
    [teamId, installationId],
  );
  return rows.map((row) => ({
    ...(row.external_id === null ? {} : { resourceId: row.external_id }),
    billingPlanId: row.billing_plan_id,
    minimumAmountInCents: Number(row.minimum_amount_in_cents),
    purchaseAmountInCents: Number(row.purchase_amount_in_cents),
    ...(row.maximum_amount_per_period_in_cents === null
      ? {}
      : { maximumAmountPerPeriodInCents: Number(row.maximum_amount_per_period_in_cents) }),
    metadata: JSON.stringify(row.metadata),
  }));
}

export type KeptThreshold = Omit<WantedThreshold, 'metadata'> & {
  /** Null for the installation as a whole. */
  readonly resourceId: string | null;
  readonly metadata: object;
};

/** Keeps a threshold in place of the former one. */
export async function saveThreshold(
  sql: Sql,
  { teamId, installationId }: Owner,
  { threshold, at }: { readonly threshold: KeptThreshold; readonly at: Date },
): Promise<void> {
  await sql(
    `insert into balance_threshold as t (team_id, installation_id, resource_id, billing_plan_id,
       minimum_amount_in_cents, purchase_amount_in_cents, maximum_amount_per_period_in_cents,
       metadata, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (team_id, installation_id, resource_id) do update set
       billing_plan_id = excluded.billing_plan_id,
       minimum_amount_in_cents = excluded.minimum_amount_in_cents,
       purchase_amount_in_cents = excluded.purchase_amount_in_cents,
       maximum_amount_per_period_in_cents = excluded.maximum_amount_per_period_in_cents,
       metadata = excluded.metadata, updated_at = excluded.updated_at,
       is_armed = t.is_armed or t.stopped_for is not null, stopped_for = null, held_until = null`,
    [
      teamId,
      installationId,
      threshold.resourceId ?? '',
      threshold.billingPlanId,
      threshold.minimumAmountInCents,
      threshold.purchaseAmountInCents,
      threshold.maximumAmountPerPeriodInCents ?? null,
      threshold.metadata,
      at,
    ],
  );
}

/** Ends a threshold. @returns whether there was one */
export async function removeThreshold(
  sql: Sql,
  { teamId, installationId }: Owner,
  resourceId: string | null,
): Promise<boolean> {
  const rows = await sql(
    `delete from balance_threshold
     where team_id = $1 and installation_id = $2 and resource_id = $3 returning 1`,
    [teamId, installationId, resourceId ?? ''],
  );
  return rows.length > 0;
}

type StandingRow = ThresholdRow & {
  resource_id: ResourceId | '';
  is_armed: boolean;
  stopped_for: TopUpStop | null;
  held_until: Date | null;
};

/** Thresholds in PostgreSQL, of one team, in the transaction that `sql` runs in. */
export function thresholdStore(sql: Sql, teamId: string): ThresholdStore {
  /** Locked first and read with its balance afterwards, so that the balance is no older than the lock. */
  const lock = async (installationId: string, resourceIds: readonly string[]) => {
    const rows = await sql<StandingRow>(
      `select * from balance_threshold
       where team_id = $1 and installation_id = $2 and resource_id = any($3::text[])
       order by resource_id for update`,
      [teamId, installationId, resourceIds],
    );
    if (rows.length === 0) return [];
    const balances = await sql<{ resource_id: string; cents: string }>(
      `select coalesce(r.resource_id, '') as resource_id, b.currency_value_in_cents::text as cents
       from balance b
       left join resource r on r.team_id = b.team_id and r.installation_id = b.installation_id
         and r.external_id = b.external_resource_id and r.lifecycle in ('active', 'deleting')
       where b.team_id = $1 and b.installation_id = $2
         and (b.external_resource_id = '' or r.resource_id = any($3::text[]))`,
      [teamId, installationId, resourceIds],
    );
    const cents = new Map(balances.map((row) => [row.resource_id, row.cents]));
    return rows.map((row) => standingOf(row, cents.get(row.resource_id)));
  };
  return {
    set: (installationId, { at, ...threshold }) =>
      saveThreshold(sql, { teamId, installationId }, { threshold, at }),
    lock: async (installationId, named) => {
      const rows = await sql<{ resource_id: string }>(
        `select resource_id from resource
         where team_id = $1 and installation_id = $2 and external_id = any($3::text[])
           and lifecycle = 'active'`,
        [teamId, installationId, named.filter((id) => id !== null)],
      );
      const whole = named.includes(null) ? [''] : [];
      return lock(installationId, [...whole, ...rows.map((row) => row.resource_id)]);
    },
    lockOne: async (installationId, resourceId) => {
      const [standing] = await lock(installationId, [resourceId ?? '']);
      return standing;
    },
    save: async (installationId, { resourceId, isArmed, stoppedFor, heldUntil }) => {
      await sql(
        `update balance_threshold set is_armed = $4, stopped_for = $5, held_until = $6
         where team_id = $1 and installation_id = $2 and resource_id = $3`,
        [teamId, installationId, resourceId ?? '', isArmed, stoppedFor, heldUntil],
      );
    },
  };
}

function standingOf(row: StandingRow, balanceInCents: string | undefined): StandingThreshold {
  const most = row.maximum_amount_per_period_in_cents;
  return {
    resourceId: row.resource_id || null,
    billingPlanId: row.billing_plan_id,
    minimumAmountInCents: Number(row.minimum_amount_in_cents),
    purchaseAmountInCents: Number(row.purchase_amount_in_cents),
    maximumAmountPerPeriodInCents: most === null ? undefined : Number(most),
    isArmed: row.is_armed,
    stoppedFor: row.stopped_for,
    heldUntil: row.held_until,
    balanceInCents: balanceInCents ?? null,
  };
}
