import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { FairShares } from '../fair-shares.ts';
import type { BreakerState } from '../partner-api/circuit.ts';
import type { Sql } from '../postgres/sql.ts';
import { readBacklog } from './backlog.ts';

/** A request that was answered here. */
export type AnsweredRequest = {
  readonly method: string;
  /** The address as the router states it, never with ids in it; undefined where there is no route. */
  readonly route: string | undefined;
  readonly status: number;
  readonly durationMs: number;
};

/** A call between the host and a provider that is over. */
export type EndedCall = {
  readonly integrationId: string;
  readonly direction: 'outbound' | 'inbound';
  readonly outcome: string;
  readonly durationMs: number;
};

export type Metrics = {
  readonly noteRequest: (request: AnsweredRequest) => void;
  readonly noteCall: (call: EndedCall) => void;
  /** Everything in the exposition format of Prometheus. Looks into the database for what waits. */
  readonly read: () => Promise<{ readonly contentType: string; readonly text: string }>;
};

export type MetricsPorts = {
  readonly sql: Sql;
  readonly pool: {
    readonly totalCount: number;
    readonly idleCount: number;
    readonly waitingCount: number;
  };
  readonly breakerOf: (integrationId: string) => BreakerState;
  /** Of what teams take their shares. */
  readonly shares: Readonly<Record<'requests' | 'transactions', Pick<FairShares, 'counts'>>>;
};

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const CALL_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const BREAKER: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 0.5, open: 1 };

/**
 * What a host tells Prometheus about itself. No series names a team, an installation or a person:
 * their number grows, and who may read measures is not who may read a team's things.
 */
export function createMetrics(ports: MetricsPorts): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'kontor_http_request_duration_seconds',
    help: 'Requests that were answered, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const calls = new Histogram({
    name: 'kontor_provider_call_duration_seconds',
    help: 'Calls between the host and providers, by integration and outcome.',
    labelNames: ['integration', 'direction', 'outcome'],
    buckets: CALL_SECONDS,
    registers,
  });
  const failures = new Counter({
    name: 'kontor_metrics_read_failures_total',
    help: 'Times that what waits could not be read from the database.',
    registers,
  });
  const called = new Set<string>();
  const readGauges = createGauges(registry, { ...ports, called });
  return {
    noteRequest: ({ method, route = 'none', status, durationMs }) =>
      requests.observe({ method, route, status: String(status) }, durationMs / 1000),
    noteCall: ({ integrationId, direction, outcome, durationMs }) => {
      if (direction === 'outbound') called.add(integrationId);
      calls.observe({ integration: integrationId, direction, outcome }, durationMs / 1000);
    },
    read: async () => {
      await readGauges().catch(() => failures.inc());
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

type GaugePorts = MetricsPorts & {
  /** The integrations that this process has called. */
  readonly called: ReadonlySet<string>;
};

/** Gauges that are read when somebody asks. One that cannot be read now is left out, not kept. */
function createGauges(registry: Registry, { sql, pool, breakerOf, called, shares }: GaugePorts) {
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const waiting = gauge('kontor_waiting', 'What waits to be done, by kind of work.', 'work');
  const oldest = gauge(
    'kontor_overdue_seconds',
    'How long the work that has been due the longest has been due, by kind of work.',
    'work',
  );
  const connections = gauge(
    'kontor_database_connections',
    'Connections for transactions.',
    'state',
  );
  const open = gauge(
    'kontor_provider_breaker_open',
    'Whether calls to a provider are held back by this process: 1, or 0.5 while it is tried.',
    'integration',
  );
  const shared = gauge(
    'kontor_shares',
    'Requests and transactions of teams that are under way, or wait for their turn.',
    ...['of', 'state'],
  );
  return async () => {
    for (const [of, { counts }] of Object.entries(shares)) {
      const { running, waiting: inLine } = counts();
      shared.set({ of, state: 'running' }, running);
      shared.set({ of, state: 'waiting' }, inLine);
    }
    for (const each of [waiting, oldest, open]) each.reset();
    connections.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
    connections.set({ state: 'idle' }, pool.idleCount);
    connections.set({ state: 'asked_for' }, pool.waitingCount);
    for (const id of called) open.set({ integration: id }, BREAKER[breakerOf(id)]);
    for (const row of await readBacklog(sql)) {
      waiting.set({ work: row.work }, row.waiting);
      oldest.set({ work: row.work }, row.overdueSeconds);
    }
  };
}
