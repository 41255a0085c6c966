import { randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metadata, ResourceStatus } from '@kontor/protocol';
import {
  createProvider,
  type Handlers,
  type Provider,
  ProviderError,
  type WebhookEvent,
} from '@kontor/provider';

/** What a provider does wrong with one call. */
export type Fault =
  /** Answers this without doing anything. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
      /** Answers only then. */
      readonly until?: Promise<unknown>;
    }
  /** Does what was asked, then answers this instead. */
  | { readonly kind: 'answer-after'; readonly status: number; readonly body: string }
  /** Does what was asked, then cuts the connection. */
  | { readonly kind: 'cut-after' }
  /** Cuts the connection without doing anything. */
  | { readonly kind: 'cut-before' }
  /** Does what was asked, and never answers. */
  | { readonly kind: 'hang-after' }
  /** Waits until `release` is called, then goes on as usual. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> };

/** One call that arrived, with what tells a repeat from a new one. */
export type Seen = {
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey: string | undefined;
  readonly auth: string | undefined;
  /** What the host proved with who it is, and for whom it speaks. */
  readonly authorization: string | undefined;
  readonly traceparent: string | undefined;
  readonly body: string;
};

export type ScriptedResource = {
  readonly id: string;
  installationId: string;
  name: string;
  readonly productId: string;
  metadata: Metadata;
  planId: string;
  status: ResourceStatus;
};

/** Something that it did; what it only answered again, for a key that it knows, is none. */
export type Effect = {
  /** For instance `resource.provision`. */
  readonly what: string;
  readonly call: { readonly installationId?: string; readonly resourceId?: string };
  readonly answer: unknown;
};

type ScriptedClaim = {
  readonly resourceIds: readonly string[];
  readonly expiresAt: number;
  target?: string;
};

/** A provider over HTTP, made with the SDK, that can be told to misbehave. */
export type ScriptedProvider = {
  readonly baseUrl: string;
  readonly seen: Seen[];
  /** What it has done so far. */
  readonly effects: Effect[];
  /** What it has, by its own ids. */
  readonly resources: Map<string, ScriptedResource>;
  readonly installations: Map<string, { readonly accessToken: string; planId: string }>;
  /** The next calls that fit misbehave, one fault each. */
  readonly misbehave: (fits: (call: Seen) => boolean, ...faults: Fault[]) => void;
  /** What it was told at `<baseUrl>/webhooks` under the right signature. */
  readonly told: WebhookEvent[];
  /** Makes it the provider of an integration. */
  readonly become: (clientId: string, hostUrl: string, clientSecret: string) => void;
  /** Stops listening, as a provider that is down; `up` listens again on the same port. */
  readonly down: () => Promise<void>;
  readonly up: () => Promise<void>;
  /** Metadata that the provider refuses for itself. */
  refuse: ((metadata: Record<string, unknown>) => string | undefined) | undefined;
  /** What is left of prepayments when it is told of a purchase, and when that was. */
  balances: ReportedBalances;
  /** What it offers for a product and for a resource, where that is not the usual. */
  plans: Offered | undefined;
  /** How it says that what it makes is. */
  statusOfNew: ResourceStatus;
  /** What a line prints. */
  repl: NonNullable<Handlers['resource']['repl']>;
  /** The secrets of what it makes, which nobody has seen before unless told. */
  secretsOfNew: (resource: ScriptedResource) => Secret[];
  /** How it rotates; with all new secrets at once unless told. */
  rotate: Rotating;
  /** Moves that are prepared or done: of which resources, until when, and to where. */
  readonly claims: Map<string, ScriptedClaim>;
  /** The plan that a target of a move has to take, under whichever name. */
  planOfMove: string | undefined;
  /** Whether it remembers idempotency keys; the sloppy ones do not. */
  isIdempotent: boolean;
};

type ReportedBalances = Awaited<
  ReturnType<NonNullable<NonNullable<Handlers['billing']>['provisionPurchase']>>
>;
type Offered = Awaited<ReturnType<NonNullable<NonNullable<Handlers['plans']>['forProduct']>>>;
type Secret = Extract<Awaited<ReturnType<Rotating>>, { readonly sync: true }>['secrets'][number];
type Rotating = NonNullable<NonNullable<Handlers['resource']>['rotateSecrets']>;

/** A secret as nobody has seen it before. */
function freshUrl(resourceId: string) {
  const password = randomBytes(12).toString('hex');
  return { name: 'DATABASE_URL', value: `postgres://user:${password}@db.test/${resourceId}` };
}

const plan = (id: string) => ({
  id,
  type: 'subscription' as const,
  name: id === 'free' ? 'Free' : 'Pro',
  description: '',
  paymentMethodRequired: id !== 'free',
});

export async function startScriptedProvider(): Promise<ScriptedProvider> {
  const seen: Seen[] = [];
  const effects: Effect[] = [];
  const told: WebhookEvent[] = [];
  const resources = new Map<string, ScriptedResource>();
  const installations = new Map<string, { accessToken: string; planId: string }>();
  const rules: { fits: (call: Seen) => boolean; faults: Fault[] }[] = [];
  let provider: Provider | undefined;

  const world: ScriptedProvider = {
    baseUrl: '',
    seen,
    effects,
    resources,
    installations,
    misbehave: (fits, ...faults) => {
      rules.push({ fits, faults: [...faults] });
    },
    told,
    become: (clientId, hostUrl, clientSecret) => {
      provider = createProvider({
        integration: { clientId, clientSecret },
        host: { issuer: hostUrl, apiUrl: hostUrl },
        handlers: {
          ...recorded(handlersOf(world), effects),
          webhook: (event) => void told.push(event),
        },
        onError: () => {},
      });
    },
    down: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    up: () => listen(server, port),
    refuse: undefined,
    balances: { timestamp: new Date(), balances: [] },
    plans: undefined,
    statusOfNew: 'ready',
    repl: ({ body }) => [{ type: 'paragraph', children: [{ type: 'text', text: body.input }] }],
    secretsOfNew: ({ id }) => [freshUrl(id)],
    rotate: ({ resourceId }) => ({ sync: true, secrets: [freshUrl(resourceId)] }),
    claims: new Map(),
    planOfMove: undefined,
    isIdempotent: true,
  };

  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      void answer(request, response, body);
    });
  });

  async function answer(
    request: http.IncomingMessage,
    response: http.ServerResponse,
    body: string,
  ) {
    const call: Seen = {
      method: request.method ?? '',
      path: request.url ?? '',
      idempotencyKey: one(request.headers['idempotency-key']),
      auth: one(request.headers['x-vercel-auth']),
      authorization: one(request.headers.authorization),
      traceparent: one(request.headers.traceparent),
      body,
    };
    seen.push(call);
    const fault = rules.find(({ fits, faults }) => faults.length > 0 && fits(call))?.faults.shift();
    if (fault?.kind === 'cut-before') return void request.socket.destroy();
    if (fault?.kind === 'answer') {
      await fault.until;
      return void response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
    }
    if (fault?.kind === 'hold') await fault.until;
    const headers = new Headers(
      Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
        typeof value === 'string' && !(name === 'idempotency-key' && !world.isIdempotent)
          ? [[name, value]]
          : [],
      ),
    );
    const done = await (provider ?? notYet)(
      new Request(new URL(call.path, 'http://provider.test'), {
        method: call.method,
        headers,
        ...(body === '' ? {} : { body }),
      }),
    );
    if (fault?.kind === 'cut-after') return void request.socket.destroy();
    if (fault?.kind === 'hang-after') return;
    if (fault?.kind === 'answer-after') {
      return void response
        .writeHead(fault.status, { 'content-type': 'application/json' })
        .end(fault.body);
    }
    response.writeHead(done.status, Object.fromEntries(done.headers));
    for await (const piece of done.body ?? []) response.write(piece);
    response.end();
  }

  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return Object.assign(world, { baseUrl: `http://127.0.0.1:${port}` });
}

const notYet: Provider = async () => new Response('not registered', { status: 500 });

function listen(server: http.Server, port: number): Promise<void> {
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
}

/** The same handlers, each of which leaves a record of what it did. */
function recorded(handlers: Handlers, effects: Effect[]): Handlers {
  const watched = Object.entries(handlers).map(([noun, group]) => {
    const entries = Object.entries(group).map(([verb, handler]) => [
      verb,
      async (call: Effect['call']) => {
        const answer: unknown = await (handler as (call: Effect['call']) => unknown)(call);
        effects.push({ what: `${noun}.${verb}`, call, answer });
        return answer;
      },
    ]);
    return [noun, Object.fromEntries(entries)];
  });
  return Object.fromEntries(watched);
}

function handlersOf(world: ScriptedProvider): Handlers {
  const { resources, installations } = world;
  const existing = (id: string) => {
    const resource = resources.get(id);
    if (resource === undefined) throw new ProviderError('not_found', 'There is no such database.');
    return resource;
  };
  const planOf = (id: string) => ({
    ...plan(installations.get(id)?.planId ?? 'free'),
    scope: 'installation' as const,
  });
  return {
    installation: {
      upsert: ({ installationId, body }) => {
        const { access_token: accessToken } = body.credentials;
        installations.set(installationId, { accessToken, planId: 'free' });
        return undefined;
      },
      get: ({ installationId }) => {
        if (installations.has(installationId)) return { billingPlan: planOf(installationId) };
        throw new ProviderError('not_found', 'There is no such account.');
      },
      update: ({ installationId, body }) => {
        const installation = installations.get(installationId);
        if (installation) installation.planId = body.billingPlanId ?? installation.planId;
        return { billingPlan: planOf(installationId) };
      },
      delete: ({ installationId }) => {
        installations.delete(installationId);
        for (const [id, resource] of resources) {
          if (resource.installationId === installationId) resources.delete(id);
        }
        return { finalized: true };
      },
    },
    resource: {
      provision: ({ installationId, body }) => {
        const problem = world.refuse?.(body.metadata);
        if (problem !== undefined) {
          throw new ProviderError('validation_error', problem, {
            fields: [{ key: 'region', message: problem }],
          });
        }
        const resource: ScriptedResource = {
          id: `db_${randomBytes(6).toString('hex')}`,
          installationId,
          name: body.name,
          productId: body.productId,
          metadata: body.metadata,
          planId: body.billingPlanId,
          status: world.statusOfNew,
        };
        resources.set(resource.id, resource);
        return { ...shown(resource, world), secrets: world.secretsOfNew(resource) };
      },
      get: ({ installationId, resourceId }) => {
        const resource = existing(resourceId);
        if (resource.installationId !== installationId) return existing('');
        return shown(resource, world);
      },
      list: ({ installationId }) =>
        [...resources.values()]
          .filter((resource) => resource.installationId === installationId)
          .map((each) => shown(each, world)),
      update: ({ resourceId, body }) => {
        const resource = existing(resourceId);
        resource.name = body.name ?? resource.name;
        resource.metadata = body.metadata ?? resource.metadata;
        resource.planId = body.billingPlanId ?? resource.planId;
        return shown(resource, world);
      },
      delete: ({ resourceId }) => {
        resources.delete(resourceId);
      },
      repl: (call) => world.repl(call),
      rotateSecrets: (call) => {
        existing(call.resourceId);
        return world.rotate(call);
      },
    },
    transfer: transferOf(world),
    billing: { provisionPurchase: () => world.balances },
    plans: {
      forProduct: () => world.plans ?? [plan('free'), plan('pro')],
      forResource: () => world.plans ?? [plan('free'), plan('pro')],
      forInstallation: () => [plan('free'), plan('team')],
    },
  };
}

/** One accept wins, and its repeat succeeds. @see spec/transfers.md */
function transferOf(world: ScriptedProvider): NonNullable<Handlers['transfer']> {
  const { claims, resources } = world;
  const claimed = (id: string) => {
    const claim = claims.get(id);
    if (claim === undefined) throw new ProviderError('not_found', 'There is no such move.');
    return claim;
  };
  return {
    create: ({ installationId, body }) => {
      const areOurs = body.resourceIds.every(
        (id) => resources.get(id)?.installationId === installationId,
      );
      if (!areOurs) throw new ProviderError('forbidden', 'These are not yours.');
      const providerClaimId = `claim_${randomBytes(6).toString('hex')}`;
      claims.set(providerClaimId, { resourceIds: body.resourceIds, expiresAt: body.expiresAt });
      return { providerClaimId };
    },
    verify: ({ providerClaimId }) => {
      if (claimed(providerClaimId).target) throw new ProviderError('conflict', 'It is done.');
      return world.planOfMove === undefined
        ? undefined
        : { newBillingPlan: plan(world.planOfMove) };
    },
    accept: ({ providerClaimId, installationId }) => {
      const claim = claimed(providerClaimId);
      claim.target ??= installationId;
      if (claim.target !== installationId) throw new ProviderError('conflict', 'It is done.');
      for (const id of claim.resourceIds) {
        const resource = resources.get(id);
        if (resource) resource.installationId = installationId;
      }
    },
  };
}

function shown(resource: ScriptedResource, { plans }: Pick<ScriptedProvider, 'plans'>) {
  return {
    id: resource.id,
    productId: resource.productId,
    name: resource.name,
    metadata: resource.metadata,
    status: resource.status,
    billingPlan: plans?.find(({ id }) => id === resource.planId) ?? plan(resource.planId),
  };
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
