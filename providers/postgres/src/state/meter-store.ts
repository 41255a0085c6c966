import type { UsageRow } from '@kontor/provider';
import type { Pool } from 'pg';
import type { Item, Measured, Used } from '../metering/figures.ts';
import type { Measurement } from '../metering/measure.ts';
import { dayOf, hourOf, type Period } from '../metering/month.ts';
import type { PlanId } from '../product/limits.ts';
import type { Size } from '../product/metadata-schema.ts';
import type { Resource } from './resource-store.ts';

/** What is billed for one period of an installation, written down before it is sent. */
export type Bill = {
  readonly externalId: string;
  readonly period: Period;
  readonly items: readonly Item[];
  readonly usage: readonly UsageRow[];
  /** The last one of an installation that is removed. */
  readonly isFinal: boolean;
};

export type MeterStore = ReturnType<typeof meterStore>;

/** What was measured hour by hour, and what was billed for it. It outlives the resources. */
export function meterStore(state: Pool) {
  return {
    /** Keeps a measurement: of the same hour, the newest size and the most connections hold. */
    keep: async (
      { id, installationId, planId, form }: Resource,
      { storageBytes, rows, connections }: Measurement,
      at: Date,
    ): Promise<void> => {
      await state.query(
        `insert into measured_hour (resource_id, hour, installation_id, plan_id, size, storage_bytes,
           row_count, connections) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (resource_id, hour) do update
         set plan_id = excluded.plan_id, size = excluded.size, row_count = excluded.row_count,
             storage_bytes = excluded.storage_bytes,
             connections = greatest(measured_hour.connections, excluded.connections)`,
        [
          id,
          hourOf(at),
          installationId,
          planId,
          form.size,
          String(storageBytes),
          String(rows),
          connections,
        ],
      );
    },

    measured: async (installationId: string, { start, end }: Period): Promise<Measured[]> => {
      const { rows } = await state.query<MeasuredRow>(
        `select resource_id, plan_id, size, count(*)::int as hours,
           sum(storage_bytes)::text as byte_hours
         from measured_hour where installation_id = $1 and hour >= $2 and hour < $3
         group by resource_id, plan_id, size order by resource_id, plan_id, size`,
        [installationId, start, end],
      );
      return rows.map((row) => ({
        resourceId: row.resource_id,
        planId: row.plan_id,
        size: row.size,
        hours: row.hours,
        byteHours: BigInt(row.byte_hours),
      }));
    },

    /** How resources were used until a moment of the period. */
    used: async (installationId: string, { start, end }: Period, at: Date): Promise<Used[]> => {
      const { rows } = await state.query<UsedRow>(
        `select distinct on (resource_id) resource_id, plan_id, size, storage_bytes::text, row_count::text,
           max(connections) over period as connections,
           coalesce(max(connections) filter (where hour >= $4) over period, 0) as connections_of_day,
           sum(storage_bytes) over period::text as byte_hours,
           coalesce(sum(storage_bytes) filter (where hour >= $4) over period, 0)::text
             as byte_hours_of_day
         from measured_hour where installation_id = $1 and hour >= $2 and hour < $3
         window period as (partition by resource_id)
         order by resource_id, hour desc`,
        [installationId, start, end, dayOf(at).start],
      );
      return rows.map((row) => ({
        resourceId: row.resource_id,
        planId: row.plan_id,
        size: row.size,
        storageBytes: BigInt(row.storage_bytes),
        rows: BigInt(row.row_count),
        connectionsOfDay: row.connections_of_day,
        connectionsOfPeriod: row.connections,
        byteHoursOfDay: BigInt(row.byte_hours_of_day),
        byteHoursOfPeriod: BigInt(row.byte_hours),
      }));
    },

    /** The oldest hour that was measured and is not billed; undefined where everything is. */
    oldestUnbilled: async (installationId: string): Promise<Date | undefined> => {
      const { rows } = await state.query<{ hour: Date }>(
        `select hour from measured_hour m where installation_id = $1 and not exists (
           select from bill b where b.installation_id = m.installation_id
             and m.hour >= b.period_start and m.hour < b.period_end)
         order by hour limit 1`,
        [installationId],
      );
      return rows[0]?.hour;
    },

    /** Writes down what is billed for a period; what was written down for it before stays. */
    intend: async (installationId: string, bill: Bill): Promise<void> => {
      const { externalId, period, items, usage, isFinal } = bill;
      await state.query(
        `insert into bill (external_id, installation_id, period_start, period_end, items, usage,
           is_final) values ($1, $2, $3, $4, $5, $6, $7) on conflict (external_id) do nothing`,
        [
          externalId,
          installationId,
          period.start,
          period.end,
          JSON.stringify(items),
          JSON.stringify(usage),
          isFinal,
        ],
      );
    },

    /** What was not taken by the host yet, the oldest first. */
    unsent: async (installationId: string): Promise<Bill[]> => {
      const { rows } = await state.query<BillRow>(
        'select * from bill where installation_id = $1 and sent_at is null order by period_start',
        [installationId],
      );
      return rows.map((row) => ({
        externalId: row.external_id,
        period: { start: row.period_start, end: row.period_end },
        items: row.items,
        usage: row.usage,
        isFinal: row.is_final,
      }));
    },

    markSent: async (externalId: string, at: Date): Promise<void> => {
      await state.query('update bill set sent_at = $2 where external_id = $1', [externalId, at]);
    },

    /** Forgets what was measured and billed of an installation that is over. */
    forget: async (installationId: string): Promise<void> => {
      await state.query('delete from measured_hour where installation_id = $1', [installationId]);
      await state.query('delete from bill where installation_id = $1', [installationId]);
    },
  };
}

type MeasuredRow = {
  readonly resource_id: string;
  readonly plan_id: PlanId;
  readonly size: Size;
  readonly hours: number;
  readonly byte_hours: string;
};

type UsedRow = Omit<MeasuredRow, 'hours'> & {
  readonly storage_bytes: string;
  readonly row_count: string;
  readonly connections: number;
  readonly connections_of_day: number;
  readonly byte_hours_of_day: string;
};

type BillRow = {
  readonly external_id: string;
  readonly period_start: Date;
  readonly period_end: Date;
  readonly items: Item[];
  readonly usage: UsageRow[];
  readonly is_final: boolean;
};
