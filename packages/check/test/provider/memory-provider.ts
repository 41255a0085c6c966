import { type KeyObject, randomUUID } from 'node:crypto';
import {
  createHostClient,
  createProvider,
  createSingleSignOn,
  type Handlers,
  memoryIdempotencyStore,
  ProviderError,
  type ProviderOptions,
  type ReplBlock,
  type ReportedResource,
  type Secret,
} from '@kontor/provider';
import {
  createStore,
  type KeptInstallation,
  plans,
  type Store,
  teamPlans,
  wrongFieldsIn,
} from './store.ts';

export type World = {
  readonly host: { readonly issuer: string; readonly apiUrl: string };
  readonly integration: { readonly clientId: string; readonly clientSecret: string };
  readonly clock: () => Date;
  /** Signs as the host does, for providers that believe what they should not. */
  readonly sign: (claims: object) => Promise<string>;
  readonly publicKeys: readonly { readonly kid: string; readonly key: KeyObject }[];
};

export type Parts = World & { readonly store: Store };

type AllHandlers = Handlers & {
  readonly transfer: NonNullable<Handlers['transfer']>;
  readonly webhook: NonNullable<ProviderOptions['handlers']['webhook']>;
};

/** One thing that a provider does wrong; each part takes what is right and gives what is wrong. */
export type Fault = {
  readonly handlers?: (handlers: AllHandlers, parts: Parts) => AllHandlers;
  readonly options?: (options: ProviderOptions, parts: Parts) => ProviderOptions;
  /** Stands before everything else. */
  readonly answer?: (answer: Answer, parts: Parts) => Answer;
  readonly signIn?: (answer: Answer, parts: Parts) => Answer;
};

export type Answer = (request: Request) => Promise<Response>;

/**
 * A provider that does all that the protocol has, in memory and rightly, built with the SDK as anybody
 * would; with a fault, all but one thing.
 */
export function memoryProvider(world: World, fault: Fault = {}): Answer {
  const parts: Parts = { ...world, store: createStore() };
  const { store, host, integration, clock } = parts;
  const right = handlersOf(parts);
  const options: ProviderOptions = {
    integration,
    host: { ...host, accessToken: (id) => store.installations.get(id)?.accessToken },
    handlers: fault.handlers?.(right, parts) ?? right,
    idempotencyStore: memoryIdempotencyStore({ clock }),
    clock,
    onError: () => {},
  };
  const provider = createProvider(fault.options?.(options, parts) ?? options);
  const signIn = fault.signIn?.(signInOf(parts), parts) ?? signInOf(parts);
  const answer: Answer = (request) =>
    new URL(request.url).pathname === '/sign-in' ? signIn(request) : provider(request);
  return fault.answer?.(answer, parts) ?? answer;
}

export function installationIn({ installations }: Store, id: string): KeptInstallation {
  const found = installations.get(id);
  if (found !== undefined) return found;
  throw new ProviderError('not_found', 'There is no such installation.');
}

export function resourceIn(store: Store, installationId: string, resourceId: string) {
  const found = installationIn(store, installationId).resources.get(resourceId);
  if (found !== undefined) return found;
  throw new ProviderError('not_found', 'There is no such resource.');
}

export function planOf(id: string) {
  const found = [...plans, ...teamPlans].find((plan) => plan.id === id);
  if (found !== undefined) return found;
  throw new ProviderError('validation_error', 'There is no such plan.');
}

export function newSecrets(): Secret[] {
  return [
    { name: 'QUEUE_URL', value: `https://queues.test/${randomUUID()}` },
    { name: 'QUEUE_TOKEN', value: randomUUID() },
  ];
}

export function verifyForm(metadata: ReportedResource['metadata']): void {
  const fields = wrongFieldsIn(metadata).map((key) => ({ key, message: 'Not offered.' }));
  if (fields.length > 0) {
    throw new ProviderError('validation_error', 'The form is wrong.', { fields });
  }
}

function handlersOf({ store }: Parts): AllHandlers {
  return {
    installation: {
      upsert: ({ installationId, body, caller }) => {
        const known = store.installations.get(installationId);
        const { access_token: accessToken } = body.credentials;
        const { accountId } = caller;
        if (known !== undefined) Object.assign(known, { accessToken, accountId });
        else {
          store.installations.set(installationId, {
            accessToken,
            accountId,
            planId: undefined,
            resources: new Map(),
            balances: new Map(),
          });
        }
        return {};
      },
      get: ({ installationId }) => {
        const { planId } = installationIn(store, installationId);
        return planId === undefined ? {} : { billingPlan: planOf(planId) };
      },
      update: ({ installationId, body: { billingPlanId } }) => {
        const installation = installationIn(store, installationId);
        if (billingPlanId === undefined) return {};
        const billingPlan = planOf(billingPlanId);
        installation.planId = billingPlan.id;
        return { billingPlan };
      },
      delete: ({ installationId }) => {
        store.installations.delete(installationId);
        return { finalized: true };
      },
    },
    resource: {
      provision: ({ installationId, body }) => {
        const { resources } = installationIn(store, installationId);
        const { productId, name, metadata } = body;
        verifyForm(metadata);
        const billingPlan = planOf(body.billingPlanId);
        const id = randomUUID();
        const report = { id, productId, name, metadata, status: 'ready', billingPlan } as const;
        const secrets = newSecrets();
        resources.set(id, { report, secrets });
        return { ...report, secrets };
      },
      get: ({ installationId, resourceId }) => resourceIn(store, installationId, resourceId).report,
      update: ({ installationId, resourceId, body }) => {
        const kept = resourceIn(store, installationId, resourceId);
        const { name, metadata, billingPlanId } = body;
        verifyForm(metadata ?? {});
        const report = {
          ...kept.report,
          ...(name !== undefined && { name }),
          ...(metadata !== undefined && { metadata }),
          ...(billingPlanId !== undefined && { billingPlan: planOf(billingPlanId) }),
        };
        installationIn(store, installationId).resources.set(resourceId, { ...kept, report });
        return report;
      },
      delete: ({ installationId, resourceId }) => {
        store.installations.get(installationId)?.resources.delete(resourceId);
      },
      rotateSecrets: ({ installationId, resourceId, body }) => {
        const kept = resourceIn(store, installationId, resourceId);
        if ((body.delayOldSecretsExpirationHours ?? 0) > 24) {
          throw new ProviderError('validation_error', 'Old secrets work for a day at most.');
        }
        const secrets = newSecrets();
        installationIn(store, installationId).resources.set(resourceId, { ...kept, secrets });
        return { sync: true, secrets };
      },
      repl: ({ installationId, resourceId, body: { input, readOnly } }) => {
        resourceIn(store, installationId, resourceId);
        if (input.startsWith('push') && readOnly === true) return { failed: printed('Read only.') };
        return printed(input.startsWith('push') ? 'Pushed.' : 'Empty.');
      },
    },
    plans: {
      forProduct: () => plans,
      forInstallation: ({ installationId }) => {
        installationIn(store, installationId);
        return teamPlans;
      },
      forResource: ({ installationId, resourceId }) => {
        resourceIn(store, installationId, resourceId);
        return plans.filter(({ type }) => type === 'subscription');
      },
    },
    billing: {
      provisionPurchase: async ({ installationId, body: { invoiceId }, host: client }) => {
        const { balances } = installationIn(store, installationId);
        const invoice = await client.getInvoice(invoiceId).catch((cause: unknown) => {
          throw new ProviderError('conflict', 'The invoice cannot be read.', { cause });
        });
        if (invoice.state !== 'paid') {
          throw new ProviderError('conflict', 'The invoice is not paid.');
        }
        if (!store.credited.has(invoiceId)) {
          store.credited.add(invoiceId);
          for (const { resourceId = '', total } of invoice.items) {
            const cents = Math.round(Number(total) * 100);
            balances.set(resourceId, (balances.get(resourceId) ?? 0) + cents);
          }
        }
        return { timestamp: new Date(), balances: balancesIn(balances) };
      },
    },
    transfer: {
      create: ({ installationId, body: { resourceIds, expiresAt } }) => {
        for (const id of resourceIds) resourceIn(store, installationId, id);
        const providerClaimId = randomUUID();
        const claim = { source: installationId, resourceIds, expiresAt, acceptedBy: undefined };
        store.claims.set(providerClaimId, claim);
        return { providerClaimId };
      },
      verify: ({ installationId, providerClaimId }) => {
        installationIn(store, installationId);
        openClaim(store, providerClaimId, installationId);
        return undefined;
      },
      accept: ({ installationId, providerClaimId }) => {
        const target = installationIn(store, installationId);
        const claim = openClaim(store, providerClaimId, installationId);
        if (claim.acceptedBy !== undefined) return;
        claim.acceptedBy = installationId;
        const { resources } = installationIn(store, claim.source);
        for (const id of claim.resourceIds) {
          target.resources.set(id, resourceIn(store, claim.source, id));
          resources.delete(id);
        }
      },
    },
    webhook: ({ type, payload }) => {
      const { installationId } = payload;
      if (type !== 'integration-configuration.removed') return;
      if (typeof installationId === 'string') store.installations.delete(installationId);
    },
  };

  function openClaim({ claims }: Store, id: string, installationId: string) {
    const claim = claims.get(id);
    if (claim === undefined) throw new ProviderError('not_found', 'There is no such claim.');
    if (claim.acceptedBy === installationId) return claim;
    if (claim.acceptedBy !== undefined || claim.expiresAt <= Date.now()) {
      throw new ProviderError('conflict', 'The claim is used or has expired.');
    }
    return claim;
  }
}

export function balancesIn(balances: ReadonlyMap<string, number>) {
  return [...balances].map(([resourceId, currencyValueInCents]) => ({
    currencyValueInCents,
    ...(resourceId !== '' && { resourceId }),
  }));
}

function printed(text: string): ReplBlock[] {
  return [{ type: 'paragraph', children: [{ type: 'text', text }] }];
}

/** Lets members in; what they see is of no interest here. */
function signInOf({ host, integration, clock }: Parts): Answer {
  return async (request) => {
    const { origin } = new URL(request.url);
    const { signIn } = createSingleSignOn({ integration, host, consoleUrl: origin, clock });
    try {
      const { context } = await signIn(request);
      const headers = { location: context.url ?? '/', 'set-cookie': 'session=1; HttpOnly' };
      return new Response(null, { status: 303, headers });
    } catch (error) {
      if (error instanceof ProviderError)
        return new Response(error.message, { status: error.status });
      throw error;
    }
  };
}

/** A client of the host for what the provider does on its own account. */
export function clientOf({ host, store }: Parts, installationId: string) {
  const accessToken = () => store.installations.get(installationId)?.accessToken;
  return createHostClient({ apiUrl: host.apiUrl, installationId, accessToken });
}
