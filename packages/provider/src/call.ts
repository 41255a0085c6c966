import type { PartnerEndpoint } from '@kontor/protocol';
import type { Caller } from './caller.ts';
import type { HostClient } from './client/host-client.ts';

/**
 * One call of the host as its handler receives it: verified, permitted and parsed. The parameters of
 * its path stand in it by name.
 */
export type Call<Endpoint extends PartnerEndpoint> = PathParameters<Endpoint['path']> &
  BodyOf<Endpoint> &
  KeyOf<Endpoint> &
  HostOf<Endpoint> & {
    /** Who is calling: only the kinds that the protocol lets make this call ever come here. */
    readonly caller: Extract<Caller, { kind: Endpoint['callers'][number] }>;
    /** Aborted when the host hangs up. */
    readonly signal: AbortSignal;
  };

/** Answers one operation, at once or later. Throw a `ProviderError` to refuse. */
export type Handler<Endpoint extends PartnerEndpoint, Answer, Extra = unknown> = (
  call: Call<Endpoint> & Extra,
) => Answer | Promise<Answer>;

type PathParameters<Path extends string> = { readonly [Name in ParameterOf<Path>]: string };

type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;

type BodyOf<Endpoint extends PartnerEndpoint> = Endpoint extends {
  request: { parse(body: unknown): infer Body };
}
  ? { readonly body: NonNullable<Body> }
  : unknown;

type KeyOf<Endpoint extends PartnerEndpoint> = Endpoint['idempotencyKey'] extends true
  ? {
      /** The same on every repeat of one call: derive names from it to survive a crash half-way. */
      readonly idempotencyKey: string | undefined;
    }
  : unknown;

type HostOf<Endpoint extends PartnerEndpoint> =
  'installationId' extends ParameterOf<Endpoint['path']>
    ? {
        /** Calls the host on behalf of this installation, with its access token. */
        readonly host: HostClient;
      }
    : unknown;
