import type { Operation, PlanSource, Provider, StateReader } from '@kontor/core';
import {
  deleteInstallation,
  deleteResource,
  getInstallation,
  getResource,
  listResources,
  provisionPurchase,
  provisionResource,
  rotateSecrets,
  updateInstallation,
  updateResource,
  upsertInstallation,
} from '@kontor/protocol/partner';
import { asSystem, forActor, forEither, type GatewayPorts, handover } from './gateway-call.ts';
import { outcomeOf } from './outcome-of.ts';
import { createPlanSource } from './plan-source.ts';
import { installationReportOf, provisionedReportOf, resourceReportOf } from './reports.ts';

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
      provisionPurchase: async (operation) => {
        const { intent } = operation;
        if (intent.kind !== 'provision-purchase') throw wrongIntent(operation);
        const call = await forEither(ports, operation);
        const body = { invoiceId: intent.invoiceId };
        return outcomeOf(
          await client.call(provisionPurchase, {
            ...call,
            params: ofInstallation(operation),
            body,
          }),
          ({ timestamp, balances }) => ({ reportedAt: new Date(timestamp), balances }),
        );
      },
      rotateSecrets: async (operation) => {
        const { intent } = operation;
        if (intent.kind !== 'rotate-secrets') throw wrongIntent(operation);
        const { externalId, reason, delayHours } = intent;
        const body = {
          ...(reason === undefined ? {} : { reason }),
          ...(delayHours === undefined ? {} : { delayOldSecretsExpirationHours: delayHours }),
        };
        const call = await forEither(ports, operation);
        const params = { ...ofInstallation(operation), resourceId: externalId };
        return outcomeOf(
          await client.call(rotateSecrets, { ...call, params, body }),
          (answer) => answer,
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
    plans: createPlanSource(ports),
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

function ofInstallation({ installationId }: Pick<Operation, 'installationId'>) {
  return { installationId };
}

function wrongIntent({ id, kind, intent }: Operation): TypeError {
  return new TypeError(`the operation ${id} is a ${kind} with the intent ${intent.kind}`);
}
