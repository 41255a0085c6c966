import type { Operation } from '../operation.ts';
import { type BillingHandlers, billingOperations } from './billing.ts';
import { type InstallationHandlers, installationOperations } from './installation.ts';
import { type PlanHandlers, planOperations } from './plans.ts';
import { type ResourceHandlers, resourceOperations } from './resource.ts';
import { type TransferHandlers, transferOperations } from './transfer.ts';

/**
 * What a provider does, by noun. The required ones are those that every provider must answer; a call
 * for one that is left out is answered with 404.
 *
 * @see spec/partner-api.md §4
 */
export type Handlers = {
  readonly installation: InstallationHandlers;
  readonly resource: ResourceHandlers;
  readonly plans: PlanHandlers;
  readonly billing?: BillingHandlers;
  readonly transfer?: TransferHandlers;
};

export function operationsOf(handlers: Handlers): Operation[] {
  return [
    ...installationOperations(handlers.installation),
    ...resourceOperations(handlers.resource),
    ...planOperations(handlers.plans),
    ...billingOperations(handlers.billing ?? {}),
    ...transferOperations(handlers.transfer),
  ];
}
