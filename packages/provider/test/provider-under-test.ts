import { createServer } from 'node:http';
import type { BillingPlan, Handlers, ProviderOptions, ReportedNewResource } from '@kontor/provider';
import { createProvider } from '@kontor/provider';
import { toNodeListener } from '@kontor/provider/node';
import {
  accessToken,
  clientId,
  clientSecret,
  closed,
  listening,
  type TestHost,
} from './test-host.ts';

/** Handlers with the least that a provider must do; a test replaces what it is about. */
export const leastHandlers = {
  installation: { upsert: () => undefined, delete: () => ({ finalized: true }) },
  resource: { provision: () => newResource, get: () => newResource, delete: () => {} },
  plans: { forProduct: () => [freePlan] },
} satisfies Handlers;

export const freePlan: BillingPlan = {
  id: 'free',
  type: 'subscription',
  name: 'Free',
  description: 'For trying out.',
  paymentMethodRequired: false,
};

export const newResource: ReportedNewResource = {
  id: 'db_1',
  productId: 'acme-db',
  name: 'prod',
  metadata: { region: 'iad1' },
  status: 'ready',
  billingPlan: freePlan,
  secrets: [{ name: 'DATABASE_URL', value: 'postgres://acme.test' }],
};

/** What the host sends to install and to provision. @see spec/partner-api.md §4.2, §4.5 */
export const installing = {
  scopes: ['read-write:integration-resource'],
  acceptedPolicies: { eula: '2026-01-05T10:00:00.000Z' },
  credentials: { access_token: accessToken, token_type: 'Bearer' },
  account: { url: 'https://kontor.test/i', contact: { email: 'ann@acme.test' } },
};
export const provisioning = {
  productId: 'acme-db',
  name: 'prod',
  metadata: { region: 'iad1' },
  billingPlanId: 'free',
};

export type CallOptions = {
  readonly method?: string;
  readonly token?: string | null;
  /** What X-Vercel-Auth says; the kind of caller that the token is made for unless told. */
  readonly auth?: 'user' | 'system' | string | null;
  readonly key?: string;
  readonly body?: unknown;
};

type Overrides = Partial<Omit<ProviderOptions, 'integration'>>;

/** Runs a provider on Node's server, with a caller that signs as the host does. */
export async function startProvider(host: TestHost, overrides: Overrides = {}) {
  const failures: unknown[] = [];
  const provider = createProvider({
    integration: { clientId, clientSecret },
    host: { issuer: host.issuer, apiUrl: host.apiUrl },
    handlers: leastHandlers,
    onError: (error) => failures.push(error),
    ...overrides,
  });
  const server = createServer(toNodeListener(provider));
  const url = await listening(server);

  return {
    url,
    provider,
    failures,
    asUser: (path: string, options?: CallOptions) => call('user', path, options),
    asSystem: (path: string, options?: CallOptions) => call('system', path, options),
    stop: () => closed(server),
  };

  async function call(kind: 'user' | 'system', path: string, options: CallOptions = {}) {
    const { method = 'GET', auth = kind, key, body } = options;
    const minted = kind === 'user' ? host.userToken() : host.systemToken();
    const token = options.token === undefined ? await minted : options.token;
    const headers = new Headers();
    if (token !== null) headers.set('authorization', `Bearer ${token}`);
    if (auth !== null) headers.set('x-vercel-auth', auth);
    if (key !== undefined) headers.set('idempotency-key', key);
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
