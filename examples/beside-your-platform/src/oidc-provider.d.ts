/** What this example uses of `oidc-provider`, which brings no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  type Grant = { addOIDCScope: (scope: string) => void; save: () => Promise<string> };
  type Context = {
    readonly oidc: {
      readonly client: { readonly clientId: string };
      readonly session: { readonly accountId: string };
      readonly provider: {
        readonly Grant: new (of: { clientId: string; accountId: string }) => Grant;
      };
    };
  };

  export class Provider {
    constructor(
      issuer: string,
      configuration: {
        readonly clients: readonly object[];
        readonly jwks: { readonly keys: readonly object[] };
        readonly cookies: { readonly keys: readonly string[] };
        readonly claims: Readonly<Record<string, readonly string[]>>;
        readonly conformIdTokenClaims: boolean;
        readonly features: Readonly<Record<string, { readonly enabled: boolean }>>;
        readonly interactions: { readonly url: (ctx: Context, of: { uid: string }) => string };
        readonly loadExistingGrant: (ctx: Context) => Promise<Grant>;
        readonly findAccount: (
          ctx: Context,
          sub: string,
        ) => Promise<{ accountId: string; claims: () => Promise<object> } | undefined>;
        readonly ttl: Readonly<Record<string, number>>;
      },
    );
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: { readonly login: { readonly accountId: string } },
    ): Promise<void>;
  }
}
