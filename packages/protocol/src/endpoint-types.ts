import type * as z from 'zod';
import type { HostEndpoint } from './endpoint.ts';
import type { Refusal } from './vocabulary/refusal.ts';

type ParamName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamName<Rest>
  : never;

type Params<E extends HostEndpoint> = [ParamName<E['path']>] extends [never]
  ? { readonly params?: undefined }
  : { readonly params: Readonly<Record<ParamName<E['path']>, string>> };

type Query<E extends HostEndpoint> = E extends { query: infer Schema extends z.ZodObject }
  ? { readonly query?: z.input<Schema> }
  : { readonly query?: undefined };

type Body<E extends HostEndpoint> = E extends { request: infer Schema extends z.ZodType }
  ? { readonly body: z.input<Schema> }
  : { readonly body?: undefined };

/** What an endpoint takes, by its schemas. */
export type EndpointInput<E extends HostEndpoint> = Params<E> & Query<E> & Body<E>;

/** What any call carries, its types set aside. */
export type AnyInput = {
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
};

/** One of the answers that an endpoint declares, parsed. */
export type EndpointAnswer<E extends HostEndpoint> = {
  [Status in keyof E['responses'] & number]: {
    readonly status: Status;
    readonly body: E['responses'][Status] extends z.ZodType
      ? z.output<E['responses'][Status]>
      : null;
  };
}[keyof E['responses'] & number];

/** An answer of an endpoint that is no refusal. */
export type EndpointGiven<E extends HostEndpoint> = Given<EndpointAnswer<E>>;

type Given<Answer> = Answer extends { readonly body: Refusal } ? never : Answer;
