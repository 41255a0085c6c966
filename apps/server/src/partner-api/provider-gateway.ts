import type {
  InstallationRef,
  Operation,
  PlanSource,
  Provider,
  ProviderOutcome,
  StateReader,
} from '@kontor/core';
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
import { createCommandRunner, type RunCommand } from './command-runner.ts';
import {
  asSystem,
  forActor,
  forBuyer,
  forEither,
  type GatewayPorts,
  handover,
} from './gateway-call.ts';
import { outcomeOf } from './outcome-of.ts';
import { createPlanSource } from './plan-source.ts';
import { installationReportOf, provisionedReportOf, resourceReportOf } from './reports.ts';
import { createTransferCalls, type TransferCalls } from './transfer-calls.ts';

/** Providers as use cases speak to them, over the partner API. */
export function createProviderGateway(ports: GatewayPorts): {
  readonly provider: Provider;
  readonly plans: PlanSource;
  readonly state: StateReader;
  readonly runCommand: RunCommand;
  readonly transfers: TransferCalls;
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
        const outcome = outcomeOf(
          await client.call(updateInstallation, {
            ...call,
            params: ofInstallation(operation),
            body,
          }),
          installationReportOf,
        );
        if (outcome.kind !== 'answered' || outcome.answer.billingPlan !== undefined) return outcome;
        // it is done, and which plan holds has to be asked for
        const read = await readInstallation(ports, operation);
        return known(read);
      },
      getInstallation: (operation) => readInstallation(ports, operation),
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
        const { product, name, metadata, billingPlanId, externalId, protocolSettings } = intent;
        const body = {
          productId: product,
          name,
          metadata,
          billingPlanId,
          ...(externalId === undefined ? {} : { externalId }),
          ...(protocolSettings === undefined ? {} : { protocolSettings }),
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
        const outcome = outcomeOf(
          await client.call(updateResource, { ...call, params, body }),
          (answer) => answer && resourceReportOf(answer),
        );
        if (outcome.kind !== 'answered') return outcome;
        const { answer } = outcome;
        if (answer !== undefined) return { kind: 'answered', answer };
        // it is done, and what it came to has to be asked for
        return known(await readResource(ports, operation, externalId));
      },
      provisionPurchase: async (operation) => {
        const { intent } = operation;
        if (intent.kind !== 'provision-purchase') throw wrongIntent(operation);
        const call = await forBuyer(ports, operation);
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
      getResource: (operation, externalId) => readResource(ports, operation, externalId),
      listResources: (operation) => readResources(ports, operation),
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
    runCommand: createCommandRunner(ports),
    transfers: createTransferCalls(ports),
    state: {
      getResource: (ref, externalId) => readResource(ports, ref, externalId),
      getInstallation: (ref) => readInstallation(ports, ref),
      listResources: (ref) => readResources(ports, ref),
    },
  };
}

type About = Pick<InstallationRef, 'teamId' | 'installationId'> & { readonly traceId?: string };

async function readResource(ports: GatewayPorts, about: About, externalId: string) {
  const call = await asSystem(ports, about);
  const params = { ...ofInstallation(about), resourceId: externalId };
  return outcomeOf(await ports.client.call(getResource, { ...call, params }), resourceReportOf);
}

async function readResources(ports: GatewayPorts, about: About) {
  return outcomeOf(
    await ports.client.call(listResources, {
      ...(await asSystem(ports, about)),
      params: ofInstallation(about),
    }),
    ({ resources }) => resources.map(resourceReportOf),
  );
}

async function readInstallation(ports: GatewayPorts, about: About) {
  const call = await asSystem(ports, about);
  const params = ofInstallation(about);
  return outcomeOf(
    await ports.client.call(getInstallation, { ...call, params }),
    installationReportOf,
  );
}

/** A change that was made, and cannot be read: nobody knows what came of it. */
function known<Answer>(read: ProviderOutcome<Answer>): ProviderOutcome<Answer> {
  return read.kind === 'answered' ? read : { kind: 'unknown', reason: 'unreadable' };
}

function ofInstallation({ installationId }: Pick<Operation, 'installationId'>) {
  return { installationId };
}

function wrongIntent({ id, kind, intent }: Operation): TypeError {
  return new TypeError(`the operation ${id} is a ${kind} with the intent ${intent.kind}`);
}
