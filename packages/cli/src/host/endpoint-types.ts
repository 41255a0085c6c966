import type { EndpointGiven, EndpointInput, HostEndpoint } from '@kontor/protocol';
import type * as z from 'zod';

/** Calls an endpoint of the host. A refusal is thrown as a `CliError`. */
export type Call = <const E extends HostEndpoint>(
  endpoint: E,
  input: EndpointInput<E>,
  /** Called with each part of an answer that is streamed, as it arrives; the answer has all of them. */
  listen?: (part: PartOf<E>) => void,
) => Promise<EndpointGiven<E>>;

type PartOf<E extends HostEndpoint> =
  E['responses'][200] extends z.ZodType<readonly (infer Part)[]> ? Part : never;

/** The same, its types set aside. */
export type Listen = (part: unknown) => void;
