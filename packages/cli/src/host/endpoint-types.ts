import type { EndpointAnswer, EndpointInput, HostEndpoint } from '@kontor/protocol';
import type { Refusal } from '@kontor/protocol/vocabulary';

/** Calls an endpoint of the host. A refusal is thrown as a `CliError`. */
export type Call = <const E extends HostEndpoint>(
  endpoint: E,
  input: EndpointInput<E>,
) => Promise<Given<EndpointAnswer<E>>>;

/** An answer that is no refusal. */
type Given<Answer> = Answer extends { readonly body: Refusal } ? never : Answer;

/** What any call carries, its types set aside. */
export type AnyInput = {
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
};
