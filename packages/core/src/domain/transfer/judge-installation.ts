import type { InstallationKind } from '@kontor/protocol/vocabulary';
import { type Refusal, refuse } from '../../refusal.ts';
import type { TransferTerms } from './judge-transfer.ts';
import { onTestClock } from './on-test-clock.ts';

/** An installation as far as it matters for handing it over as a whole. */
export type LeavingInstallation = {
  readonly id: string;
  /** What its integration is called. */
  readonly name: string;
  readonly kind: InstallationKind;
  readonly isInstalled: boolean;
  readonly isTest: boolean;
  /** An operation or another transfer is under way or waits for approval, of it or in it. */
  readonly isBusy: boolean;
  readonly isRotating: boolean;
  readonly openInvoices: number;
  /** Bought balances that its provider has not been told of. */
  readonly openPurchases: number;
  /** Names of projects that are connected to its resources. */
  readonly sharedWith: readonly string[];
  readonly isOnTestClock: boolean;
};

/**
 * Why it cannot be handed over, if it cannot. What is owed is settled before: the team that gets it
 * begins with nothing to pay, and the one that gives it away ends with nothing.
 *
 * @see spec/transfers.md — TRF-22, TRF-23
 */
export function judgeInstallation(
  leaving: LeavingInstallation,
  { disconnects = false }: TransferTerms,
): Refusal | undefined {
  const { name, openInvoices, openPurchases } = leaving;
  const facts = { installationId: leaving.id };
  if (!leaving.isInstalled) {
    return refuse('not_installed', `${name} is not installed any more, or not yet.`, facts).error;
  }
  if (leaving.kind !== 'native') {
    const message = `${name} is an account that was linked, which speaks for this team. Link one in the other team.`;
    return refuse('transfer_not_offered', message, facts).error;
  }
  if (leaving.isTest) {
    const message = `${name} is installed as a test, which stays with this team.`;
    return refuse('transfer_not_offered', message, facts).error;
  }
  if (leaving.isOnTestClock) return onTestClock().error;
  if (leaving.isBusy) {
    const message = `Something is under way with ${name}. Wait for it to end and try again.`;
    return refuse('operation_running', message, facts).error;
  }
  if (leaving.isRotating) {
    const message = `Secrets of ${name} are being rotated. Wait for it to end and try again.`;
    return refuse('rotation_running', message, facts).error;
  }
  if (openInvoices + openPurchases > 0) {
    const message = `${name} has ${openInvoices} open ${openInvoices === 1 ? 'invoice' : 'invoices'} and ${openPurchases} unfinished ${openPurchases === 1 ? 'purchase' : 'purchases'}. What this team owes is settled first.`;
    return refuse('invoices_open', message, { ...facts, openInvoices, openPurchases }).error;
  }
  if (leaving.sharedWith.length > 0 && !disconnects) {
    const projects = [...leaving.sharedWith];
    const message = `Projects that do not go along are connected to ${name}: ${projects.join(', ')}. Disconnect them first, or agree that they are disconnected.`;
    return refuse('resource_shared', message, { ...facts, projects }).error;
  }
  return undefined;
}
