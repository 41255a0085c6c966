import type { PartnerEndpoint } from '@kontor/protocol';
import type { partnerEndpoints } from '@kontor/protocol/partner';
import type { Call, Handler } from './call.ts';
import type { Caller } from './caller.ts';
import type { HostClient } from './client/host-client.ts';

/** The name of an operation of the protocol, such as `provisionResource`. @see spec/partner-api.md §4 */
export type PartnerOperationId = keyof typeof partnerEndpoints;

type NamedEndpoint = PartnerEndpoint & { readonly id: PartnerOperationId };

/** What an operation answers, before it is written to the wire. */
export type Answer =
  | { readonly kind: 'json'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'empty' }
  /** One JSON value a line, as they come. */
  | { readonly kind: 'lines'; readonly lines: AsyncIterable<unknown> };

/** A call before its operation is known to the types. */
export type AnyCall = {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly caller: Caller;
  readonly idempotencyKey: string | undefined;
  readonly host: HostClient | undefined;
  readonly signal: AbortSignal;
};

/** An endpoint with what answers it; without `run`, this provider does not offer it. */
export type Operation = {
  readonly endpoint: NamedEndpoint;
  readonly run: ((call: AnyCall) => Promise<Answer>) | undefined;
};

/** Joins an endpoint, its handler and the writing of its answer. */
export function operation<Endpoint extends NamedEndpoint, Result>(
  endpoint: Endpoint,
  handler: Handler<Endpoint, Result> | undefined,
  answer: (result: Result) => Answer,
): Operation {
  return operationWithQuery(endpoint, handler, { query: () => ({}), answer });
}

type QueryAndAnswer<Query, Result> = {
  /** Reads what the handler is to know of the query. */
  readonly query: (query: URLSearchParams) => Query;
  readonly answer: (result: Result) => Answer;
};

/** The same for an endpoint whose query says something. */
export function operationWithQuery<Endpoint extends NamedEndpoint, Result, Query>(
  endpoint: Endpoint,
  handler: Handler<Endpoint, Result, Query> | undefined,
  { query: read, answer }: QueryAndAnswer<Query, Result>,
): Operation {
  if (!handler) return { endpoint, run: undefined };
  return {
    endpoint,
    run: async ({ parameters, query, ...call }) => {
      // the server has checked parameters, body and caller against this very endpoint
      const typed = { ...call, ...parameters, ...read(query) } as Call<Endpoint> & Query;
      return answer(await handler(typed));
    },
  };
}

export function json(status: number, body: unknown): Answer {
  return { kind: 'json', status, body };
}

/** Success that has nothing to say. */
export const nothing: Answer = { kind: 'empty' };
