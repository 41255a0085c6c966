import { discoveryDocument, keySetCacheSeconds } from '@kontor/signatures';
import type { FastifyInstance } from 'fastify';
import type { Issuer } from './issuer.ts';

/** Some providers look for the key set at one, some at the other. @see spec/partner-api.md §3 */
const KEY_SET_PATHS = ['/.well-known/jwks', '/.well-known/jwks.json'] as const;

/** Where clients of OpenID Connect find the host; its discovery document names them. @see spec/sso.md */
export const OPENID_PATHS = {
  authorize: '/oauth2/authorize',
  token: '/oauth2/token',
  userinfo: '/oauth2/userinfo',
} as const;

type Ports = {
  readonly tokens: Pick<Issuer, 'jwks'>;
  readonly issuer: string;
  /** The host's public address. */
  readonly url: string;
};

/** Publishes what verifiers of the host's tokens need to know. Anybody may read and keep it. */
export function mountOidc(app: FastifyInstance, { tokens, issuer, url }: Ports): void {
  const headers = {
    'cache-control': `public, max-age=${keySetCacheSeconds}`,
    'access-control-allow-origin': '*',
  };
  for (const path of KEY_SET_PATHS) {
    app.get(path, async (_request, reply) => reply.headers(headers).send(await tokens.jwks()));
  }
  const discovery = discoveryDocument({
    issuer,
    authorizationEndpoint: new URL(OPENID_PATHS.authorize, url).href,
    tokenEndpoint: new URL(OPENID_PATHS.token, url).href,
    userinfoEndpoint: new URL(OPENID_PATHS.userinfo, url).href,
  });
  const issuerHost = new URL(issuer).host;
  app.get('/.well-known/openid-configuration', async ({ host }, reply) => {
    // where the issuer is only a name that providers expect, the keys are still found here
    const origin = host === issuerHost ? issuer : url;
    const jwks_uri = new URL('/.well-known/jwks', origin).href;
    return reply.headers(headers).send({ ...discovery, jwks_uri });
  });
}
