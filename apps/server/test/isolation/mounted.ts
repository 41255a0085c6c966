import { addressesOf } from '../../src/http/addresses.ts';
import { everyEndpoint } from './endpoints.ts';

/**
 * Addresses that are mounted by hand, because what they answer is no JSON of the API: pages, sign-in,
 * and what standards ask for. Each is listed here, so that none is added which no attacker tries.
 */
const listed = {
  'how the host is and what it can do, for everybody': [
    ...['GET /healthz', 'GET /readyz', 'GET /llms.txt'],
    ...['GET /docs/api', 'GET /docs/api/partner', 'GET /openapi.json', 'GET /openapi/partner.json'],
    ...['GET /.well-known/jwks', 'GET /.well-known/jwks.json'],
    'GET /.well-known/openid-configuration',
  ],
  'the dashboard, which is the same for everybody and asks the API': [
    ...['GET /', 'GET /*', 'GET /account', 'GET /account*', 'GET /catalog', 'GET /catalog*'],
    ...['GET /claim-deployment', 'GET /device', 'GET /operator', 'GET /operator*'],
    ...['GET /projects/:', 'GET /installations/:'],
    ...['GET /:/~/integrations/accept-terms/:', 'GET /:/~/stores/integration/:'],
  ],
  'signing in and out, and what a person is here': [
    ...bothWays('GET', 'get-session', 'passkey/generate-register-options'),
    ...bothWays('GET', 'passkey/generate-authenticate-options'),
    ...bothWays('POST', 'sign-up/email', 'sign-in/email', 'sign-out', 'change-password'),
    ...bothWays('POST', 'reset-password', 'passkey/verify-registration'),
    ...bothWays('POST', 'passkey/verify-authentication'),
    ...['GET /sign-in', 'POST /sign-in', 'POST /sign-out', 'GET /sign-in/passkey.js'],
    ...['GET /forgot-password', 'POST /forgot-password'],
    ...['GET /sign-up', 'POST /sign-up'],
    ...['GET /reset-password', 'POST /reset-password'],
    ...['GET /kontor/v1/auth/platform', 'GET /kontor/v1/auth/platform/refused'],
    'GET /kontor/v1/auth/callback/platform',
  ],
  'pages that act for whoever is signed in': [
    ...['GET /install/:', 'POST /install/:'],
    ...['GET /integrations/:/new', 'POST /integrations/:/new', 'GET /integrations/linked'],
    ...['GET /invitations/:', 'POST /invitations/:', 'POST /invitations/:/account'],
    ...['GET /import/complete', 'GET /v1/integrations/installations/resources/import/complete'],
    'GET /api/v1/integrations/installations/resources/import/complete',
  ],
  'single sign-on': [
    ...['GET /sso/integrations/:/:', 'GET /api/sso/integrations/:/:'],
    ...['GET /marketplace/sso', 'GET /api/marketplace/sso'],
    ...['GET /oauth2/authorize', 'POST /oauth2/authorize', 'POST /oauth2/token'],
    ...['GET /oauth2/userinfo', 'POST /oauth2/userinfo'],
  ],
  'tools of agents, which ask the API': ['GET /mcp', 'POST /mcp', 'DELETE /mcp'],
  'what the payment service tells, signed by it': ['POST /kontor/v1/payments/stripe/events'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

function bothWays(method: string, ...names: readonly string[]): string[] {
  return names.flatMap((name) =>
    ['', '/api'].map((base) => `${method} ${base}/kontor/v1/auth/${name}`),
  );
}

/** As `GET /install/:`, in the order of the alphabet. */
export const mountedByHand: readonly string[] = Object.values(listed).flat().toSorted();

/** What the tree of the router says, without the names of parameters: `POST /install/:`. */
export function readTree(tree: string): readonly string[] {
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const found = /^(?<indent>.*?)[├└]── (?<part>\S*)(?: \((?<methods>[A-Z, ]+)\))?/.exec(line);
    if (!found?.groups) return [];
    const { indent = '', part = '', methods = '' } = found.groups;
    const depth = indent.length / 4;
    above[depth] = (above[depth - 1] ?? '') + part;
    const path = nameless(above[depth]);
    return methods
      .split(', ')
      .filter((method) => !['', 'HEAD'].includes(method))
      .map((method) => `${method} ${path}`);
  });
}

/** What the router answers that is of no endpoint, and no page of the guides. */
export function withoutEndpoints(addresses: readonly string[]): readonly string[] {
  const known = new Set(
    everyEndpoint.flatMap((endpoint) =>
      addressesOf(endpoint).map((path) => `${endpoint.method} ${nameless(path)}`),
    ),
  );
  const isGuide = (address: string) => /^GET \/docs\/\S+\.(?:md|json)$/.test(address);
  return addresses.filter((each) => !known.has(each) && !isGuide(each)).toSorted();
}

/** Two endpoints may call the same place by different names. */
const nameless = (path: string) => path.replaceAll(/:\w+(?:\|:\w+)*/g, ':');
