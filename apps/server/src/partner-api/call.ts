import type { PartnerEndpoint } from '@kontor/protocol';
import type * as z from 'zod';
import type { ProviderOutcome, ReadOutcome } from './outcome.ts';
import type { Replay } from './recorded-call.ts';

/** One call of an endpoint: what it needs, and nothing it has no place for, follows from the endpoint. */
export type ProviderCall<Endpoint extends PartnerEndpoint> = {
  readonly integration: { readonly id: string; readonly baseUrl: string };
  readonly params: PathParams<Endpoint['path']>;
  /** The signed token; `callerKind` says whom it speaks for. */
  readonly token: string;
  readonly callerKind: Endpoint['callers'][number];
  /** W3C trace context under which the call is made. */
  readonly traceparent: string;
  /** Bounds the whole call; without it the limit for reads or for changes holds. */
  readonly timeoutMs?: number;
  /** Ends the call early. What was sent stays sent: the outcome is then unknown. */
  readonly signal?: AbortSignal;
  /** Told each piece of the body of a 200 as it comes, unless it comes compressed. */
  readonly onData?: (piece: Buffer) => void;
  /** How often this was tried before, plus one. Recorded only. */
  readonly attempt?: number;
  /** Where it repeats another call on request. Recorded only. */
  readonly replay?: Replay;
} & QueryOf<Endpoint> &
  RequestOf<Endpoint> &
  KeyOf<Endpoint>;

/** What a call of this endpoint can come to. */
export type OutcomeOf<Endpoint extends PartnerEndpoint> = Endpoint['method'] extends 'GET'
  ? ReadOutcome<AnswerOf<Endpoint>>
  : ProviderOutcome<AnswerOf<Endpoint>>;

/** What a provider answers with any 2xx; `undefined` where that may have no body. */
export type AnswerOf<Endpoint extends PartnerEndpoint> = {
  [Status in keyof Endpoint['responses']]: `${Status & number}` extends `2${string}`
    ? BodyOf<Endpoint['responses'][Status]>
    : never;
}[keyof Endpoint['responses']];

type BodyOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

type PathParams<Path extends string> = { readonly [Name in NamesIn<Path>]: string };

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

type QueryOf<Endpoint> = Endpoint extends { query: infer Query extends z.ZodType }
  ? { readonly query?: z.input<Query> }
  : { readonly query?: undefined };

type RequestOf<Endpoint> = Endpoint extends { request: infer Request extends z.ZodType }
  ? undefined extends z.input<Request>
    ? { readonly body?: z.input<Request> }
    : { readonly body: z.input<Request> }
  : { readonly body?: undefined };

/** Sent unchanged with every attempt of one change, so that the provider can tell a repeat. */
type KeyOf<Endpoint extends PartnerEndpoint> = Endpoint['idempotencyKey'] extends true
  ? { readonly idempotencyKey: string }
  : { readonly idempotencyKey?: undefined };
