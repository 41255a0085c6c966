import {
  generateSigningKey,
  publishedJwks,
  signToken,
  systemClaims,
  userClaims,
} from '@kontor/signatures';
import type { Provider, ProviderOptions } from '../create-provider.ts';

/** A call that the provider made to the host. */
export type ReceivedCall = {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | null;
  readonly body: unknown;
};

export type TestAnswer = { readonly status: number; readonly body?: unknown };

export type HostCall = {
  readonly body?: unknown;
  /** The `Idempotency-Key`. */
  readonly key?: string;
  /** In whose name: a person's, an administrator unless told, or the host's own. */
  readonly as?: 'ADMIN' | 'USER' | 'system';
  /** Another installation than the usual one. */
  readonly installationId?: string;
};

/** Stands for a host in unit tests: real tokens and real refusals, without a network. */
export type TestHost = {
  /** What `createProvider` is given, to believe this host and call it. */
  readonly options: Required<Pick<ProviderOptions, 'integration' | 'host' | 'fetch'>>;
  readonly installationId: string;
  /** Every call back, in its order. */
  readonly received: readonly ReceivedCall[];
  /** How calls back are answered from now on: 204 unless told. */
  readonly answerWith: (answer: TestAnswer) => void;
  /** Calls the provider at a path below the installation's. */
  readonly call: (
    provider: Provider,
    method: string,
    path: string,
    call?: HostCall,
  ) => Promise<TestAnswer>;
  /** Installs the integration as a team would. */
  readonly install: (provider: Provider) => Promise<TestAnswer>;
};

const BASE = 'https://host.test';
const LIFETIME_SECONDS = 300;
const integration = { clientId: 'oac_0123456789abcdefghijklmn', clientSecret: 'a-test-secret' };
const usualInstallation = 'icfg_0123456789abcdefghijklmn';
const team = { issuer: BASE, integrationId: integration.clientId, accountId: 'aa01' };

/** A host with keys of its own. Two of them do not believe each other. */
export async function createTestHost(): Promise<TestHost> {
  const key = await generateSigningKey(new Date());
  const received: ReceivedCall[] = [];
  let next: TestAnswer = { status: 204 };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    if (pathname.startsWith('/.well-known/')) {
      return Response.json(publishedJwks([key], new Date()));
    }
    const { method, headers } = request;
    const authorization = headers.get('authorization');
    const body = parsed(await request.text());
    received.push({ method, path: pathname + search, authorization, body });
    return responseOf(next);
  };

  const call: TestHost['call'] = async (provider, method, path, asked = {}) => {
    const { body, key: idempotencyKey, as = 'ADMIN' } = asked;
    const { installationId = usualInstallation } = asked;
    const claims = claimsOf(as, installationId);
    const token = await signToken(key, claims, {
      now: new Date(),
      lifetimeSeconds: LIFETIME_SECONDS,
    });
    const headers = new Headers({ authorization: `Bearer ${token}` });
    headers.set('x-vercel-auth', as === 'system' ? 'system' : 'user');
    if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
    const url = `https://provider.test/v1/installations/${installationId}${path}`;
    const text = body === undefined ? null : JSON.stringify(body);
    const response = await provider(new Request(url, { method, headers, body: text }));
    return { status: response.status, body: parsed(await response.text()) };
  };

  return {
    options: { integration, host: { issuer: BASE, apiUrl: BASE }, fetch },
    installationId: usualInstallation,
    received,
    answerWith: (answer) => {
      next = answer;
    },
    call,
    install: (provider) => call(provider, 'PUT', '', { body: installing }),
  };
}

/** What a host sends to install. @see spec/partner-api.md §4.2 */
const installing = {
  scopes: ['read-write:integration-resource'],
  acceptedPolicies: {},
  credentials: { access_token: 'token-for-calls-back', token_type: 'Bearer' },
  account: { url: `${BASE}/installation`, contact: { email: 'ann@acme.test' } },
};

function claimsOf(as: NonNullable<HostCall['as']>, installationId: string) {
  const type = 'access_token' as const;
  if (as === 'system') return systemClaims({ ...team, installationId, type });
  const person = { userId: 'bb02', role: as, email: 'ann@acme.test' };
  return userClaims({ ...team, ...person, installationId, type });
}

function responseOf({ status, body }: TestAnswer): Response {
  return body === undefined ? new Response(null, { status }) : Response.json(body, { status });
}

function parsed(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}
