import type { InstallationRef, Operation, PlanSource, Provider, StateReader } from '@kontor/core';
import {
  deleteInstallation,
  deleteResource,
  getInstallation,
  getResource,
  listInstallationPlans,
  listProductPlans,
  listResourcePlans,
  listResources,
  provisionResource,
  updateInstallation,
  updateResource,
  upsertInstallation,
} from '@kontor/protocol/partner';
import { resolveBillingPlan } from '@kontor/protocol/vocabulary';
import { traceIdOf, traceparentOf } from '../http/trace.ts';
import type { TokenSource } from '../oidc/token-source.ts';
import type { ActingPeople } from '../people/acting-person.ts';
import { outcomeOf } from './outcome-of.ts';
import type { ProviderClient } from './provider-client.ts';
import { installationReportOf, provisionedReportOf, resourceReportOf } from './reports.ts';

export type GatewayPorts = {
  readonly client: ProviderClient;
  readonly tokens: TokenSource;
  readonly people: ActingPeople;
  /** Which integration an installation is of, and where its provider is reached. */
  readonly route: (
    installationId: string,
  ) => Promise<{ readonly id: string; readonly baseUrl: string } | undefined>;
  readonly baseUrlOf: (integrationId: string) => Promise<string | undefined>;
  /** The credential that an installation was given; the same text however often it is asked for. */
  readonly credentialOf: (installationId: string) => Promise<string>;
  readonly scopes: readonly string[];
  /** Where a team looks at an installation. */
  readonly dashboardUrl: (installationId: string) => string;
};

/** Providers as use cases speak to them, over the partner API. */
export function createProviderGateway(ports: GatewayPorts): {
  readonly provider: Provider;
  readonly plans: PlanSource;
  readonly state: StateReader;
} {
  const { client } = ports;
  return {
    provider: {
      upsertInstallation: async (operation) => {
        const call = await forActor(ports, operation);
        const body = await handover(ports, operation);
        return outcomeOf(
          await client.call(upsertInstallation, {
            ...call,
            params: ofInstallation(operation),
            body,
          }),
          installationReportOf,
        );
      },
      updateInstallation: async (operation) => {
        const { intent } = operation;
        if (intent.kind !== 'update-installation') throw wrongIntent(operation);
        const call = await forActor(ports, operation);
        const body = { billingPlanId: intent.billingPlanId };
        return outcomeOf(
          await client.call(updateInstallation, {
            ...call,
            params: ofInstallation(operation),
            body,
          }),
          installationReportOf,
        );
      },
      getInstallation: async (operation) =>
        outcomeOf(
          await client.call(getInstallation, {
            ...(await asSystem(ports, operation)),
            params: ofInstallation(operation),
          }),
          installationReportOf,
        ),
      deleteInstallation: async (operation, options) => {
        const call = await forEither(ports, operation, options);
        const body = { cascadeResourceDeletion: true };
        return outcomeOf(
          await client.call(deleteInstallation, {
            ...call,
            params: ofInstallation(operation),
            body,
          }),
          (answer) => ({ isFinalized: answer?.finalized ?? false }),
        );
      },
      provisionResource: async (operation) => {
        const { intent } = operation;
        if (intent.kind !== 'provision') throw wrongIntent(operation);
        const { product, name, metadata, billingPlanId, externalId } = intent;
        const body = {
          productId: product,
          name,
          metadata,
          billingPlanId,
          ...(externalId === undefined ? {} : { externalId }),
        };
        const call = await forActor(ports, operation);
        return outcomeOf(
          await client.call(provisionResource, {
            ...call,
            params: ofInstallation(operation),
            body,
          }),
          provisionedReportOf,
        );
      },
      updateResource: async (operation) => {
        const { intent } = operation;
        if (intent.kind !== 'update-resource') throw wrongIntent(operation);
        const { kind: _kind, externalId, ...body } = intent;
        const call = await forActor(ports, operation);
        const params = { ...ofInstallation(operation), resourceId: externalId };
        return outcomeOf(
          await client.call(updateResource, { ...call, params, body }),
          resourceReportOf,
        );
      },
      getResource: async (operation, externalId) =>
        outcomeOf(
          await client.call(getResource, {
            ...(await asSystem(ports, operation)),
            params: { ...ofInstallation(operation), resourceId: externalId },
          }),
          resourceReportOf,
        ),
      listResources: async (operation) =>
        outcomeOf(
          await client.call(listResources, {
            ...(await asSystem(ports, operation)),
            params: ofInstallation(operation),
          }),
          ({ resources }) => resources.map(resourceReportOf),
        ),
      deleteResource: async (operation, externalId, options) =>
        outcomeOf(
          await client.call(deleteResource, {
            ...(await forEither(ports, operation, options)),
            params: { ...ofInstallation(operation), resourceId: externalId },
          }),
          () => null,
        ),
    },
    plans: planSource(ports),
    state: {
      getResource: async (ref, externalId) =>
        outcomeOf(
          await client.call(getResource, {
            ...(await asSystem(ports, ref)),
            params: { installationId: ref.installationId, resourceId: externalId },
          }),
          resourceReportOf,
        ),
      getInstallation: async (ref) =>
        outcomeOf(
          await client.call(getInstallation, {
            ...(await asSystem(ports, ref)),
            params: { installationId: ref.installationId },
          }),
          installationReportOf,
        ),
    },
  };
}

function planSource(ports: GatewayPorts): PlanSource {
  const { client } = ports;
  const resolved = ({ plans }: { plans: readonly Parameters<typeof resolveBillingPlan>[0][] }) =>
    plans.map((plan) => resolveBillingPlan(plan));
  return {
    forProduct: async ({ teamId, integrationId, installationId, product, metadata }) => {
      const baseUrl = await ports.baseUrlOf(integrationId);
      if (baseUrl === undefined) throw new Error(`no integration ${integrationId}`);
      const token = await ports.tokens.systemToken(
        // before anything is installed the token names no account
        installationId === null
          ? { integrationId, installationId: null, teamId: null }
          : { integrationId, installationId, teamId },
      );
      return outcomeOf(
        await client.call(listProductPlans, {
          integration: { id: integrationId, baseUrl },
          params: { productSlug: product },
          query: { metadata: JSON.stringify(metadata) },
          token,
          callerKind: 'system',
          traceparent: traceparentOf(traceIdOf(undefined)),
        }),
        resolved,
      );
    },
    forResource: async ({ externalId, metadata, ...ref }) =>
      outcomeOf(
        await client.call(listResourcePlans, {
          ...(await asSystem(ports, ref)),
          params: { installationId: ref.installationId, resourceId: externalId },
          ...(metadata === undefined ? {} : { query: { metadata: JSON.stringify(metadata) } }),
        }),
        resolved,
      ),
    forInstallation: async (ref) =>
      outcomeOf(
        await client.call(listInstallationPlans, {
          ...(await asSystem(ports, ref)),
          params: { installationId: ref.installationId },
        }),
        resolved,
      ),
  };
}

/** A call that speaks for the person or machine who began the operation. */
async function forActor(ports: GatewayPorts, operation: Operation) {
  const integration = await integrationOf(ports, operation.installationId);
  const person = await ports.people.of(operation.teamId, operation.actor);
  const token = await ports.tokens.userToken({
    ...person,
    integrationId: integration.id,
    installationId: operation.installationId,
    teamId: operation.teamId,
  });
  return { integration, token, callerKind: 'user' as const, ...keyed(operation) };
}

async function forEither(
  ports: GatewayPorts,
  operation: Operation,
  options?: { readonly asSystem: boolean },
) {
  const isSystem = options?.asSystem === true || operation.actor.kind === 'system';
  if (!isSystem) return forActor(ports, operation);
  const undo = { ...operation, idempotencyKey: `${operation.idempotencyKey}-undo` };
  const call = await asSystem(ports, operation);
  return { ...call, ...keyed(options?.asSystem === true ? undo : operation) };
}

/** A call that speaks for nobody. */
async function asSystem(
  ports: GatewayPorts,
  {
    teamId,
    installationId,
    ...about
  }: Pick<InstallationRef, 'teamId' | 'installationId'> & {
    readonly traceId?: string;
  },
) {
  const integration = await integrationOf(ports, installationId);
  const token = await ports.tokens.systemToken({
    integrationId: integration.id,
    installationId,
    teamId,
  });
  const traceparent = traceparentOf(about.traceId ?? traceIdOf(undefined));
  return { integration, token, callerKind: 'system' as const, traceparent };
}

function keyed({ idempotencyKey, traceId, attempts }: Operation) {
  return { idempotencyKey, traceparent: traceparentOf(traceId), attempt: attempts };
}

async function integrationOf(ports: GatewayPorts, installationId: string) {
  const integration = await ports.route(installationId);
  if (integration === undefined) throw new Error(`no integration behind ${installationId}`);
  return integration;
}

function ofInstallation({ installationId }: Pick<Operation, 'installationId'>) {
  return { installationId };
}

/** What an installation is made known with. Who to contact is asked now, never kept. */
async function handover(ports: GatewayPorts, { teamId, installationId, intent }: Operation) {
  if (intent.kind !== 'install') throw new TypeError(`wrong intent ${intent.kind}`);
  const [contact, name, credential] = await Promise.all([
    ports.people.contactOf(teamId),
    ports.people.teamName(teamId),
    ports.credentialOf(installationId),
  ]);
  if (contact === undefined) throw new Error(`the team ${teamId} has nobody to contact`);
  return {
    scopes: [...ports.scopes],
    acceptedPolicies: { ...intent.acceptedPolicies },
    credentials: { access_token: credential, token_type: 'Bearer' },
    account: {
      ...(name === undefined ? {} : { name }),
      url: ports.dashboardUrl(installationId),
      contact,
    },
  };
}

function wrongIntent({ id, kind, intent }: Operation): TypeError {
  return new TypeError(`the operation ${id} is a ${kind} with the intent ${intent.kind}`);
}
