import { type Begun, noTerms, type Operation } from '@kontor/core';
import type { OperationId } from '@kontor/protocol/vocabulary';
import { createCatalogReader } from '../catalog/catalog-reader.ts';
import { createInvoiceTerms } from '../money/invoice-terms.ts';
import { taxesBy } from '../money/taxes.ts';
import { createOperationQueue } from '../operations/operation-queue.ts';
import { createOperationRunner } from '../operations/operation-runner.ts';
import { createPaymentBackEnd } from '../payments/payments.ts';
import { findBillingDetails } from '../postgres/billing-details.ts';
import { findKnownNames } from '../postgres/known-names.ts';
import { findOperation } from '../postgres/operation-views.ts';
import { createTeamLook } from '../postgres/team-look.ts';
import { traceOperations } from '../tracing/trace-operations.ts';
import { createUseCases } from '../use-cases.ts';
import type { Calling } from './calling.ts';
import { comparingBy } from './comparing.ts';
import type { Foundation } from './foundation.ts';
import type { HostOptions } from './options.ts';

export type Decisions = ReturnType<typeof createDecisions>;

/** What is decided by the rules of the domain, and what sees an operation through to its end. */
export function createDecisions(options: HostOptions, foundation: Foundation, calling: Calling) {
  const { database, read, transact, vault, entrance, now, log, lease, tracing, url } = foundation;
  const { integrations, gateway } = calling;
  const catalog = createCatalogReader({ read, now });
  const payments = options.payments ?? { kind: 'manual' };
  const backEnd = createPaymentBackEnd(payments, { sql: read, onError: foundation.onError });
  // the runner runs by use cases, and one of those by the runner
  const run = (begun: Begun): Promise<Operation> =>
    entrance.aside(() => runner.run(begun, options.answerWithinMs));
  const invoiceTerms = createInvoiceTerms(
    read,
    taxesBy(options.taxes ?? null, async (teamId) => {
      const { country, taxId } = await findBillingDetails(read, { id: teamId, name: '' });
      return { country, taxId };
    }),
  );
  const useCases = createUseCases({
    backEnd,
    termsOf: async ({ teamId, installationId }) => {
      const integration = await integrations.findRoute(installationId);
      return integration === undefined
        ? noTerms
        : invoiceTerms({ teamId, integrationId: integration.id });
    },
    transact,
    look: createTeamLook({ read, now }),
    url,
    read,
    catalog: catalog.find,
    knownNames: (teamId) => findKnownNames(read, teamId),
    digest: vault.digest,
    run,
    provider: gateway.provider,
    plans: gateway.plans,
    state: gateway.state,
    comparing: comparingBy({ read, integrations, now }),
    now,
    onBreakdown: (error, { id }) =>
      log.error({ err: error, operationId: id }, 'an attempt of an operation broke down'),
    ...(options.schedule === undefined ? {} : { schedule: options.schedule }),
  });
  const queue = createOperationQueue(database.upkeep, lease);
  const find = (teamId: string, id: OperationId) => findOperation(read, teamId, id);
  const runner = createOperationRunner({
    runOperation: traceOperations({ tracing, runOperation: useCases.runOperation, find }),
    queue,
    find,
    log,
    leaseMs: lease.leaseMs,
  });
  return { useCases, catalog, payments, backEnd, invoiceTerms, run, runner, queue };
}
