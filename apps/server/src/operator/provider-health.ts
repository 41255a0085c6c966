import type { ProviderHealth } from '@kontor/protocol/kontor';
import type { ProviderClient } from '../partner-api/provider-client.ts';
import type { Sql } from '../postgres/sql.ts';

type Row = {
  integration_id: string;
  slug: string;
  name: string;
  is_published: boolean;
  installations: number;
  unfinished: number;
  calls: number;
  failed: number;
  median_ms: number | null;
  slowest_ms: number | null;
  held_back_at: Date | null;
  failed_at: Date | null;
  failed_operation: string | null;
  failed_outcome: string | null;
};

/** How long after a call was held back another process is taken to hold calls back still. */
const HELD_BACK_MS = 10_000;

/** What brought no answer; a refusal is one, and so is what cannot be read. */
const FAILED = `c.outcome in ('unknown', 'not-sent')`;

const HEALTH = `
  select g.integration_id, g.slug, g.name, g.is_published,
    (select count(*)::int from installation_route r
     join installation i on i.team_id = r.team_id and i.installation_id = r.installation_id
     where r.integration_id = g.integration_id and i.lifecycle = 'installed') as installations,
    (select count(*)::int from operation_queue q
     join operation o on o.team_id = q.team_id and o.operation_id = q.operation_id
     join installation_route r on r.installation_id = o.installation_id
     where r.integration_id = g.integration_id) as unfinished,
    c.*, f.at as failed_at, f.operation as failed_operation,
    concat_ws(': ', f.outcome, f.reason) as failed_outcome
  from integration g
  cross join lateral (
    select count(*)::int as calls, count(*) filter (where ${FAILED})::int as failed,
      percentile_disc(0.5) within group (order by c.duration_ms)
        filter (where c.outcome <> 'not-sent') as median_ms,
      percentile_disc(0.99) within group (order by c.duration_ms)
        filter (where c.outcome <> 'not-sent') as slowest_ms,
      max(c.at) filter (where c.reason = 'circuit_open') as held_back_at
    from provider_call c
    where c.integration_id = g.integration_id and c.direction = 'outbound' and c.at >= $1) c
  left join lateral (
    select c.* from provider_call c
    where c.integration_id = g.integration_id and c.direction = 'outbound' and c.at >= $1
      and ${FAILED}
    order by c.provider_call_id desc limit 1) f on true
  order by c.failed::numeric / greatest(c.calls, 1) desc, c.calls desc, g.slug`;

/** How each provider has been answering since then, by the calls that are kept; the worst first. */
export async function readProviderHealth(
  read: Sql,
  { since, now, breakerOf }: { since: Date; now: Date; breakerOf: ProviderClient['breakerOf'] },
): Promise<ProviderHealth[]> {
  const rows = await read<Row>(HEALTH, [since]);
  return rows.map((row) => ({
    integration: {
      id: row.integration_id,
      slug: row.slug,
      name: row.name,
      isPublished: row.is_published,
    },
    installations: row.installations,
    unfinished: row.unfinished,
    calls: row.calls,
    failed: row.failed,
    medianMs: row.median_ms,
    slowestMs: row.slowest_ms,
    lastFailure:
      row.failed_at === null
        ? null
        : {
            at: row.failed_at.toISOString(),
            operation: row.failed_operation ?? '',
            outcome: row.failed_outcome ?? '',
          },
    breaker: breakerSeen(breakerOf(row.integration_id), row.held_back_at, now),
  }));
}

/** Each process has a breaker of its own; what another one held back stands among the calls. */
function breakerSeen(
  own: ProviderHealth['breaker'],
  heldBackAt: Date | null,
  now: Date,
): ProviderHealth['breaker'] {
  if (own !== 'closed' || heldBackAt === null) return own;
  return now.getTime() - heldBackAt.getTime() < HELD_BACK_MS ? 'open' : 'closed';
}
