import { createTokenVerifier, SignatureError, type TokenVerifier } from '@kontor/signatures';
import { callerOf, type UserCaller } from '../caller.ts';
import { type Host, jwksUrlOf } from '../host.ts';
import { ProviderError } from '../provider-error.ts';
import { exchange, type Grant } from './exchange.ts';
import { type Console, contextOf, type SignOnContext } from './sign-on-context.ts';

export type SingleSignOnOptions = {
  readonly integration: { readonly clientId: string; readonly clientSecret: string };
  readonly host: Host;
  /** Where your console stands; people are taken to addresses of its origin. */
  readonly consoleUrl: string;
  /** Further origins that people may be taken to. */
  readonly allowedOrigins?: readonly string[];
  readonly clock?: () => Date;
  readonly fetch?: typeof globalThis.fetch;
};

/** A member of a team, as the host says now. */
export type SignedOn = {
  readonly user: UserCaller;
  readonly installationId: string;
  /** When what the host said is over; your session may last longer, if you ask again for the role. */
  readonly expiresAt: Date;
  /** Asks the host again, once; it is a secret. Not every host gives one. */
  readonly refreshToken: string | undefined;
};

export type SingleSignOn = {
  /**
   * Takes the request at your Redirect Login URL, and answers who came and what for.
   *
   * @throws {ProviderError} `validation_error` for a request that is none of single sign-on,
   * `forbidden` for one that the host does not stand for, `unavailable` when the host cannot be asked
   */
  readonly signIn: (request: Request) => Promise<SignedOn & { readonly context: SignOnContext }>;
  /**
   * Asks again who somebody is: their role may have changed, or they may be gone. The token that was
   * presented is used up, so keep the new one.
   *
   * @throws {ProviderError} `forbidden` when the session has to end, `unavailable`
   */
  readonly refresh: (refreshToken: string) => Promise<SignedOn>;
};

/**
 * Lets members of teams into your console, without an account there.
 *
 * @see spec/sso.md — SSO-5 to SSO-10
 */
export function createSingleSignOn({
  integration,
  host,
  consoleUrl,
  allowedOrigins = [],
  clock = () => new Date(),
  fetch = globalThis.fetch,
}: SingleSignOnOptions): SingleSignOn {
  const { clientId, clientSecret } = integration;
  const { issuer, apiUrl } = host;
  const console: Console = { consoleUrl, allowedOrigins };
  const verifier = createTokenVerifier({
    issuer,
    audience: clientId,
    jwks: jwksUrlOf(host),
    clock,
    fetch,
  });

  async function signedOn(grant: Grant): Promise<SignedOn> {
    const tokens = await exchange({ apiUrl, clientId, clientSecret, fetch }, grant);
    const user = await userIn(verifier, tokens.id_token);
    const { installation_id: installationId, exp } = user.claims;
    const expiresAt = new Date(exp * 1000);
    return { user, installationId, expiresAt, refreshToken: tokens.refresh_token };
  }

  return {
    signIn: async (request) => {
      const query = new URL(request.url).searchParams;
      const { code, state } = broughtBy(query);
      const person = await signedOn({ grant_type: 'authorization_code', code, state });
      return { ...person, context: contextOf(query, console) };
    },
    refresh: (refreshToken) =>
      signedOn({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  };
}

function broughtBy(query: URLSearchParams): { readonly code: string; readonly state: string } {
  const [code, state] = [query.get('code'), query.get('state')];
  if (query.get('mode') === 'sso' && code && state) return { code, state };
  throw new ProviderError('validation_error', 'Single sign-on takes mode=sso, code and state.', {
    user: { message: 'Open this page from the marketplace.' },
  });
}

async function userIn({ verify }: TokenVerifier, idToken: string): Promise<UserCaller> {
  const caller = callerOf(await verifiedBy(verify, idToken));
  if (caller.kind === 'user' && caller.claims.type !== 'access_token') return caller;
  throw new ProviderError('forbidden', 'The host answered with a token that is no id_token.');
}

async function verifiedBy(verify: TokenVerifier['verify'], token: string) {
  try {
    return await verify(token);
  } catch (cause) {
    if (!(cause instanceof SignatureError)) throw cause;
    const code = cause.code === 'keys_unavailable' ? 'unavailable' : 'forbidden';
    throw new ProviderError(code, `The id_token cannot be trusted: ${cause.message}`, { cause });
  }
}
