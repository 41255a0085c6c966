import type { Actor } from '@kontor/core';
import type { CallerKind } from '@kontor/protocol';
import type { ProviderCall } from '@kontor/protocol/kontor';
import type { RecordedCall } from '../partner-api/recorded-call.ts';
import type { Json } from '../partner-api/redact.ts';
import type { Sql } from './sql.ts';

/** A request of a provider to the host, as it is kept: without secrets. */
export type InboundCall = Omit<
  RecordedCall,
  'direction' | 'outcome' | 'attempt' | 'idempotencyKey' | 'callerKind' | 'replay'
> & {
  readonly direction: 'inbound';
  readonly outcome: 'answered' | 'refused' | 'failed';
};

/** Which calls are read. */
export type WantedCalls = {
  readonly direction?: ProviderCall['direction'] | undefined;
  /** Whether they were not answered. */
  readonly failed?: boolean | undefined;
  /** A status, or a class of them such as `5xx`. */
  readonly status?: string | undefined;
  readonly operation?: string | undefined;
  readonly installation?: string | undefined;
  readonly resource?: string | undefined;
  readonly trace?: string | undefined;
  /** Inclusive. */
  readonly from?: string | undefined;
  /** Exclusive. */
  readonly until?: string | undefined;
  /** What stands in the operation, path, ids, trace or outcome of them. */
  readonly search?: string | undefined;
  /** The id of a call that they are older than. */
  readonly before?: string | undefined;
  readonly limit: number;
};

export type ProviderCallStore = {
  /** Keeps a call a moment later, so that nobody waits for it. */
  readonly record: (call: RecordedCall | InboundCall) => void;
  /** The newest calls of an integration, both ways, newest first; those of this process at once. */
  readonly newestOf: (
    integrationId: string,
    wanted: WantedCalls,
  ) => Promise<readonly ProviderCall[]>;
  /** One of them, with for whom it was made. */
  readonly find: (integrationId: string, callId: string) => Promise<FoundCall | undefined>;
  /** How long a call is kept, in days. */
  readonly keptForDays: number;
  /** Forgets calls that are too old or too many. Answers how many went. */
  readonly prune: () => Promise<number>;
  /** Keeps what has not been kept yet. What is recorded afterwards is lost. */
  readonly close: () => Promise<void>;
};

/** A call, and what only the host needs to know of it. */
export type FoundCall = { readonly call: ProviderCall; readonly callerKind: CallerKind | null };

export type ProviderCallStorePorts = {
  /** A connection that no request waits for. */
  readonly sql: Sql;
  readonly now: () => Date;
  readonly log: { readonly warn: (facts: object, message: string) => void };
  readonly limits?: Partial<Record<keyof typeof providerCallLimits, number>>;
};

export const providerCallLimits = {
  /** How long calls are gathered before they are written together, in milliseconds. */
  gatherMs: 250,
  /** Calls written in one statement. */
  batch: 200,
  /** Calls that wait while the database does not answer; beyond it the oldest are lost. */
  waiting: 5000,
  /** How long a call is kept. */
  keptDays: 7,
  /** Calls kept of one integration. */
  keptPerIntegration: 10_000,
} as const;

const DAY_MS = 24 * 60 * 60 * 1000;

type Kept = RecordedCall | InboundCall;

/** Calls between the host and providers in PostgreSQL, written behind the requests they tell of. */
export function createProviderCallStore(ports: ProviderCallStorePorts): ProviderCallStore {
  const { sql, now, log } = ports;
  const limits = { ...providerCallLimits, ...ports.limits };
  const waiting: Kept[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let isClosed = false;

  /** Writes all that wait now; runs of it follow one another, so that the order stays. */
  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(async () => {
      while (waiting.length > 0) {
        const batch = waiting.splice(0, limits.batch);
        await insert(sql, batch).catch((error: unknown) => {
          log.warn({ err: error, lost: batch.length }, 'calls to and from providers were not kept');
        });
      }
    });
    return writing;
  }

  return {
    record: (call) => {
      if (isClosed) return;
      waiting.push(call);
      if (waiting.length > limits.waiting) waiting.shift();
      if (waiting.length >= limits.batch) void flush();
      timer ??= setTimeout(flush, limits.gatherMs).unref();
    },
    newestOf: async (integrationId, wanted) => {
      await flush();
      return select(sql, integrationId, wanted);
    },
    find: async (integrationId, callId) => {
      await flush();
      const [row] = await sql<Row>(
        'select * from provider_call where integration_id = $1 and provider_call_id = $2',
        [integrationId, callId],
      );
      return row && { call: viewOf(row), callerKind: row.caller_kind };
    },
    keptForDays: limits.keptDays,
    prune: () =>
      prune(sql, new Date(now().getTime() - limits.keptDays * DAY_MS), limits.keptPerIntegration),
    close: async () => {
      isClosed = true;
      await flush();
    },
  };
}

/** Reads along the index of the integration, of which no more is kept than can be searched at once. */
async function select(
  sql: Sql,
  integrationId: string,
  wanted: WantedCalls,
): Promise<readonly ProviderCall[]> {
  const rows = await sql<Row>(
    `select * from provider_call
     where integration_id = $1
       and ($3::text is null or direction = $3)
       and ($4::boolean is null or (outcome <> 'answered') = $4)
       and ($5::text is null or strpos(lower(concat_ws(' ', operation, path, installation_id,
         resource_id, trace_id, idempotency_key, outcome || ': ' || reason, outcome)), lower($5)) > 0)
       and ($6::bigint is null or provider_call_id < $6)
       and ($7::text is null or status::text like replace($7, 'x', '_'))
       and ($8::text is null or operation = $8) and ($9::text is null or installation_id = $9)
       and ($10::text is null or resource_id = $10) and ($11::text is null or trace_id = $11)
       and ($12::timestamptz is null or at >= $12) and ($13::timestamptz is null or at < $13)
     order by provider_call_id desc limit $2`,
    [
      integrationId,
      wanted.limit,
      wanted.direction ?? null,
      wanted.failed ?? null,
      wanted.search ?? null,
      wanted.before ?? null,
      wanted.status ?? null,
      wanted.operation ?? null,
      wanted.installation ?? null,
      wanted.resource ?? null,
      wanted.trace ?? null,
      wanted.from ?? null,
      wanted.until ?? null,
    ],
  );
  return rows.map(viewOf);
}

async function insert(sql: Sql, calls: readonly Kept[]): Promise<void> {
  const column = (read: (call: Kept) => unknown) => calls.map((call) => read(call) ?? null);
  await sql(
    `insert into provider_call (integration_id, installation_id, direction, operation, method, path,
       status, outcome, reason, duration_ms, attempt, trace_id, request_body, response_body, at,
       resource_id, idempotency_key, caller_kind, replay_of, replayed_by)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
       $7::int[], $8::text[], $9::text[], $10::int[], $11::int[], $12::text[], $13::jsonb[],
       $14::jsonb[], $15::timestamptz[], $16::text[], $17::text[], $18::text[], $19::bigint[],
       $20::jsonb[])`,
    [
      column((call) => call.integrationId),
      column((call) => call.installationId),
      column((call) => call.direction),
      column((call) => call.operation),
      column((call) => call.method),
      column((call) => call.path),
      column((call) => call.status),
      column((call) => call.outcome),
      column((call) => call.reason),
      column((call) => call.durationMs),
      column((call) => own(call)?.attempt),
      column((call) => call.traceId),
      column((call) => jsonOf(call.requestBody)),
      column((call) => jsonOf(call.responseBody)),
      column((call) => call.at),
      column((call) => call.resourceId),
      column((call) => own(call)?.idempotencyKey),
      column((call) => own(call)?.callerKind),
      column((call) => own(call)?.replay?.of),
      column((call) => jsonOf(own(call)?.replay?.by)),
    ],
  );
}

/** What only calls of the host have. */
function own(call: Kept): RecordedCall | undefined {
  return call.direction === 'outbound' ? call : undefined;
}

function jsonOf(body: Json | Actor | undefined): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body);
}

async function prune(sql: Sql, before: Date, keptPerIntegration: number): Promise<number> {
  const [old] = await sql<{ count: number }>(
    `with gone as (delete from provider_call where at < $1 returning 1)
     select count(*)::int as count from gone`,
    [before],
  );
  const [many] = await sql<{ count: number }>(
    `with gone as (
       delete from provider_call c using integration g cross join lateral (
         select provider_call_id from provider_call
         where integration_id = g.integration_id
         order by provider_call_id desc offset $1 limit 1) newest_to_go
       where c.integration_id = g.integration_id
         and c.provider_call_id <= newest_to_go.provider_call_id
       returning 1)
     select count(*)::int as count from gone`,
    [keptPerIntegration],
  );
  return (old?.count ?? 0) + (many?.count ?? 0);
}

type Row = {
  provider_call_id: string;
  integration_id: string;
  installation_id: string | null;
  direction: ProviderCall['direction'];
  operation: string;
  method: string;
  path: string;
  status: number | null;
  outcome: string;
  reason: string | null;
  duration_ms: number;
  attempt: number | null;
  trace_id: string;
  resource_id: string | null;
  idempotency_key: string | null;
  caller_kind: CallerKind | null;
  replay_of: string | null;
  replayed_by: Actor | null;
  request_body: ProviderCall['requestBody'];
  response_body: ProviderCall['responseBody'];
  at: Date;
};

function viewOf(row: Row): ProviderCall {
  return {
    id: row.provider_call_id,
    at: row.at.toISOString(),
    direction: row.direction,
    operation: row.operation,
    method: row.method,
    path: row.path,
    status: row.status,
    // such as "unknown: timeout"
    outcome: row.reason === null ? row.outcome : `${row.outcome}: ${row.reason}`,
    durationMs: row.duration_ms,
    attempt: row.attempt,
    traceId: row.trace_id,
    installationId: row.installation_id,
    resourceId: row.resource_id,
    idempotencyKey: row.idempotency_key,
    replayOf: row.replay_of,
    replayedBy: row.replayed_by,
    requestBody: row.request_body,
    responseBody: row.response_body,
  };
}
