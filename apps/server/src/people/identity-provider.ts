import type { Role } from '@kontor/protocol/vocabulary';
import { betterAuth } from 'better-auth';
import { genericOAuth } from 'better-auth/plugins';
import type pg from 'pg';
import { IDENTITY_PROVIDER } from '../services/provisioned.ts';
import { AUTH_PATH, type AuthOptions, authConfig, organizationPlugin } from './auth.ts';

/** The platform's own identity provider, where people sign in before they arrive here. */
export type IdentityProviderSettings = {
  /** Exactly what its discovery document says. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Subjects of those who run this host. */
  readonly operators: readonly string[];
  /** The claim that says which role a person has in which of the platform's teams. */
  readonly rolesClaim: string | null;
  /** What the platform's roles are here. */
  readonly roles: Readonly<Record<string, Role>>;
};

/** The part of better-auth that leads to the identity provider and back. */
export type IdentityProvider = {
  readonly settings: IdentityProviderSettings;
  /** Undefined while the identity provider cannot be reached or is another one than was named. */
  readonly handler: () => Promise<((request: Request) => Promise<Response>) | undefined>;
};

/**
 * Signs people in with an authorisation code, PKCE, state and nonce; the identity token is verified
 * with the keys of the discovery document. What an account is known by is the subject alone: an e-mail
 * address that an account has already is never a reason to be let into it.
 *
 * The discovery document is read when somebody first arrives, so that this host starts without it, and
 * read again after a failure.
 */
export function createIdentityProvider(
  options: AuthOptions,
  settings: IdentityProviderSettings,
  pool: pg.Pool,
): IdentityProvider {
  let opened: ReturnType<typeof open> | undefined;
  return {
    settings,
    handler: async () => {
      opened ??= open(options, settings, pool);
      const handler = await opened;
      if (handler === undefined) opened = undefined;
      return handler;
    },
  };
}

/** Where a browser is sent to arrive from the platform; `next` is where it goes then. */
export const ARRIVE_PATH = `${AUTH_PATH}/${IDENTITY_PROVIDER}`;
/** Where it comes back to; registered at the identity provider. */
export const CALLBACK_PATH = `${AUTH_PATH}/callback/${IDENTITY_PROVIDER}`;
/** Where it ends when nobody was let in. */
export const REFUSED_PATH = `${ARRIVE_PATH}/refused`;

/** Arriving guesses nothing, and a whole office may share an address. */
const ARRIVALS = { window: 60, max: 300 };

async function open(options: AuthOptions, settings: IdentityProviderSettings, pool: pg.Pool) {
  const { issuer, clientId, clientSecret } = settings;
  const discoveryUrl = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const config = authConfig(options, pool);
  const auth = betterAuth({
    ...config,
    onAPIError: { ...config.onAPIError, errorURL: new URL(REFUSED_PATH, options.url).href },
    rateLimit: {
      ...config.rateLimit,
      customRules: { '/sign-in/social': ARRIVALS, '/callback/*': ARRIVALS },
    },
    account: { accountLinking: { enabled: false }, encryptOAuthTokens: true },
    plugins: [
      organizationPlugin,
      genericOAuth({
        config: [
          {
            providerId: IDENTITY_PROVIDER,
            ...{ discoveryUrl, clientId, clientSecret },
            scopes: ['openid', 'profile', 'email'],
            pkce: true,
            requireIdTokenVerification: true,
            // the address is the platform's word, and proves nothing to anybody else
            mapProfileToUser: ({ name, email }) => ({
              name: name || email || 'Somebody',
              emailVerified: false,
            }),
          },
        ],
      }),
    ],
  });
  const { socialProviders } = await auth.$context;
  for (const each of socialProviders) {
    const provider = await each;
    if (provider.id !== IDENTITY_PROVIDER) continue;
    if (provider.issuer === issuer) return auth.handler;
    const err = new Error(`the identity provider calls itself ${provider.issuer}, not ${issuer}`);
    options.log.error({ err }, 'the identity provider is another one than KONTOR_OIDC_ISSUER');
  }
  return undefined;
}
