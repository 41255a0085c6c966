import { randomBytes } from 'node:crypto';
import { upsertInstallation } from '@kontor/protocol/partner';
import * as z from 'zod';
import { soldPlans } from './plans-and-forms.ts';
import type { Received } from './played-provider.ts';

/** An answer of the provider that is played. */
export type ScriptedAnswer = {
  readonly status: number;
  readonly body?: unknown;
  /** Instead of JSON made of `body`. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export type PlayedResource = {
  readonly id: string;
  readonly installationId: string;
  report: Readonly<Record<string, unknown>>;
  secrets: readonly { readonly name: string; readonly value: string }[];
};

/** What the provider that is played knows. */
export type ProviderState = {
  /** Credentials by installation, the newest last. */
  readonly installations: Map<string, string[]>;
  readonly resources: Map<string, PlayedResource>;
  /** Ids for what is made next; any where there is none. */
  readonly idOfNext: string[];
};

const asked = z.object({
  productId: z.string(),
  name: z.string(),
  metadata: z.record(z.string(), z.unknown()),
  billingPlanId: z.string(),
});
const wish = asked.omit({ productId: true }).partial();

/** Does what the host asks for, as a provider that has all it needs in memory. */
export function answerHost(call: Received, state: ProviderState): ScriptedAnswer {
  const { installationId = '', resourceId = '' } = call.params;
  const { installations, resources } = state;
  switch (call.operation) {
    case 'webhook':
      return { status: 200 };
    case 'upsertInstallation': {
      const told = upsertInstallation.request.safeParse(call.json).data;
      const known = installations.get(installationId) ?? [];
      installations.set(installationId, [...known, told?.credentials.access_token ?? '']);
      return { status: 200, body: {} };
    }
    case 'getInstallation':
    case 'updateInstallation':
      return { status: 200, body: {} };
    case 'deleteInstallation':
      for (const each of resources.values()) {
        if (each.installationId === installationId) resources.delete(each.id);
      }
      return { status: 200, body: { finalized: true } };
    case 'listProductPlans':
    case 'listResourcePlans':
      return { status: 200, body: { plans: soldPlans } };
    case 'listResources': {
      const all = [...resources.values()].filter((each) => each.installationId === installationId);
      return { status: 200, body: { resources: all.map(({ report }) => report) } };
    }
    case 'provisionResource':
      return provision(call, state);
    case 'deleteResource':
      resources.delete(resourceId);
      return { status: 204 };
    default:
      return answerAbout(resources.get(resourceId), call);
  }
}

/** What is asked or wanted of a resource that is there. */
function answerAbout(resource: PlayedResource | undefined, call: Received): ScriptedAnswer {
  if (resource === undefined) return notFound();
  switch (call.operation) {
    case 'getResource':
      return { status: 200, body: resource.report };
    case 'updateResource': {
      const { billingPlanId, ...changed } = wish.parse(call.json);
      const billingPlan = soldPlans.find(({ id }) => id === billingPlanId);
      resource.report = { ...resource.report, ...changed, ...(billingPlan && { billingPlan }) };
      return { status: 200, body: resource.report };
    }
    case 'rotateSecrets':
      resource.secrets = newSecrets();
      return { status: 200, body: { sync: true, secrets: resource.secrets } };
    default:
      return notFound();
  }
}

/** Secrets that nobody has seen before. */
export function newSecrets() {
  return [
    { name: 'CHECK_URL', value: `https://check.test/${randomBytes(12).toString('hex')}` },
    { name: 'NEXT_PUBLIC_CHECK_KEY', value: randomBytes(16).toString('hex') },
  ];
}

function provision(call: Received, { resources, idOfNext }: ProviderState): ScriptedAnswer {
  const { productId, name, metadata, billingPlanId } = asked.parse(call.json);
  const id = idOfNext.shift() ?? `check_${randomBytes(8).toString('hex')}`;
  const billingPlan = soldPlans.find((plan) => plan.id === billingPlanId);
  const report = { id, productId, name, metadata, status: 'ready', billingPlan };
  const secrets = newSecrets();
  const { installationId = '' } = call.params;
  resources.set(id, { id, installationId, report, secrets });
  return { status: 200, body: { ...report, secrets } };
}

function notFound(): ScriptedAnswer {
  return { status: 404, body: { error: { code: 'not_found', message: 'There is none.' } } };
}
