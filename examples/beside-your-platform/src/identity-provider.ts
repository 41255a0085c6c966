import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Provider } from 'oidc-provider';
import type { Customers } from './customers.ts';

export type IdentityProviderOptions = {
  /** The address of the platform, which is the issuer. */
  readonly url: string;
  readonly kontorUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
};

const SECOND = 1;
const HOUR = 60 * 60 * SECOND;

/** The platform as an identity provider of its users, with Kontor as its one client. */
export function createIdentityProvider(
  { users }: Pick<Customers, 'users'>,
  { url, kontorUrl, clientId, clientSecret }: IdentityProviderOptions,
): Provider {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return new Provider(url, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${kontorUrl}/kontor/v1/auth/callback/platform`],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    findAccount: async (_ctx, sub) => {
      const user = users.get(sub);
      if (user === undefined) return undefined;
      const { email, name } = user;
      return { accountId: sub, claims: async () => ({ sub, email, name }) };
    },
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    // so that name and address stand in the identity token
    conformIdTokenClaims: false,
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/sign-in/${uid}` },
    // Kontor belongs to the platform, so nobody is asked whether it may know them
    loadExistingGrant: async ({ oidc }) => {
      const { clientId: client } = oidc.client;
      const { accountId } = oidc.session;
      const grant = new oidc.provider.Grant({ clientId: client, accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
    ttl: { Session: 12 * HOUR, Interaction: HOUR, Grant: HOUR, IdToken: HOUR, AccessToken: HOUR },
  });
}
