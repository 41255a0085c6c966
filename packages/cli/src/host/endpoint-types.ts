import type { EndpointAnswer, EndpointInput, HostEndpoint } from '@kontor/protocol';
import type { Refusal } from '@kontor/protocol/vocabulary';
import type * as z from 'zod';

/** Calls an endpoint of the host. A refusal is thrown as a `CliError`. */
export type Call = <const E extends HostEndpoint>(
  endpoint: E,
  input: EndpointInput<E>,
  /** Called with each part of an answer that is streamed, as it arrives; the answer has all of them. */
  listen?: (part: PartOf<E>) => void,
) => Promise<Given<EndpointAnswer<E>>>;

/** An answer that is no refusal. */
type Given<Answer> = Answer extends { readonly body: Refusal } ? never : Answer;

type PartOf<E extends HostEndpoint> =
  E['responses'][200] extends z.ZodType<readonly (infer Part)[]> ? Part : never;

/** The same, its types set aside. */
export type Listen = (part: unknown) => void;

/** What any call carries, its types set aside. */
export type AnyInput = {
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
};
