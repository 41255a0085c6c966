import type { Installation, Resource } from '@kontor/protocol/kontor';
import * as installationEndpoints from '@kontor/protocol/kontor/installation';
import * as invoiceEndpoints from '@kontor/protocol/kontor/invoice';
import * as operationEndpoints from '@kontor/protocol/kontor/operation';
import * as resourceEndpoints from '@kontor/protocol/kontor/resource';
import { steps } from '../../next/steps.ts';
import type { Finding, Look } from './finding.ts';

/** As many as the host lists at once. */
const MOST = 100;

export const installationsAt: Look = async ({ call }, team) => {
  const { body } = await call(installationEndpoints.listInstallations, { params: { team } });
  const findings = body.installations.flatMap((installation) =>
    troubleOf(installation).map(
      ({ state, message }): Finding => ({
        what: 'installation',
        state,
        message: `${installation.integration.slug} ${message}`,
        next: steps.openConsole(installation.integration.slug),
      }),
    ),
  );
  return { findings, count: body.installations.length };
};

export const resourcesAt: Look = async ({ call }, team) => {
  const { body } = await call(resourceEndpoints.listResources, { params: { team } });
  const findings = body.resources.flatMap((resource) =>
    [...troubleOf(resource), ...lateSecrets(resource)].map(
      ({ state, message }): Finding => ({
        what: 'resource',
        state,
        message: `${resource.name} ${message}`,
        next: steps.showResource(resource.id),
      }),
    ),
  );
  return { findings, count: body.resources.length };
};

export const operationsAt: Look = async ({ call }, team) => {
  const { body } = await call(operationEndpoints.listOperations, {
    params: { team },
    query: { status: 'running', limit: MOST },
  });
  const findings = body.operations
    .filter(({ attempts }) => attempts > 1)
    .map(
      ({ id, kind, attempts }): Finding => ({
        what: 'operation',
        state: 'attention',
        message: `${kind} was tried ${attempts} times, and its outcome is not known yet`,
        next: steps.followOperation(id),
      }),
    );
  return { findings, count: body.operations.length };
};

export const billsAt: Look = async ({ call }, team) => {
  const states = ['notpaid', 'overdue'] as const;
  const answers = await Promise.all(
    states.map((state) =>
      call(invoiceEndpoints.listInvoices, { params: { team }, query: { state, limit: MOST } }),
    ),
  );
  const open = answers.flatMap(({ body }) => body.invoices);
  const findings = open.map(
    ({ id, integration, state, due }): Finding => ({
      what: 'invoice',
      state: 'wrong',
      message: `of ${integration.slug}, ${due} USD, is ${state}`,
      next: steps.payInvoice(id),
    }),
  );
  return { findings, count: open.length };
};

type Trouble = Pick<Finding, 'state' | 'message'>;

/** What a provider says that is not well. */
function troubleOf({
  lifecycle,
  status,
  notification,
}: Pick<Installation | Resource, 'lifecycle' | 'status' | 'notification'>): Trouble[] {
  const found: Trouble[] = [];
  if (lifecycle === 'failed') found.push({ state: 'wrong', message: 'could not be made' });
  if (status === 'error' || status === 'suspended') {
    found.push({ state: 'wrong', message: `is in status ${status}` });
  }
  if (notification !== null && notification.level !== 'info') {
    const state = notification.level === 'error' ? 'wrong' : 'attention';
    found.push({ state, message: `says: ${notification.title}` });
  }
  return found;
}

function lateSecrets({ rotation }: Resource): Trouble[] {
  switch (rotation?.state) {
    case 'late':
      return [{ state: 'wrong', message: `was promised new secrets until ${rotation.dueAt}` }];
    case 'failed':
      return [{ state: 'attention', message: 'kept its secrets: their rotation failed' }];
    default:
      return [];
  }
}
