import type { Ownership, ResourceId } from '@kontor/protocol/vocabulary';
import { type Refusal, refuse } from '../../refusal.ts';
import { onTestClock } from './on-test-clock.ts';

/** A resource as far as it matters for handing it over, with a project or without. */
export type TransferCandidate = {
  readonly id: ResourceId;
  readonly name: string;
  readonly ownership: Ownership;
  /** Active, known to its provider, and its installation in use. */
  readonly isActive: boolean;
  /** Its integration or product has registered the three calls. */
  readonly isTransferable: boolean;
  /** Names of projects that are connected to it and do not go along. */
  readonly sharedWith: readonly string[];
  /** An operation or another transfer is under way, or waits for approval. */
  readonly isBusy: boolean;
  /** Bought balances of it that its provider has not credited: it would look for the resource in vain. */
  readonly openPurchases: number;
  readonly isRotating: boolean;
  /** Whether its team is on a test clock. */
  readonly isOnTestClock: boolean;
};

export type TransferTerms = {
  /** Whether projects that do not go along lose their connections, as the team has agreed to. */
  readonly disconnects?: boolean;
};

/** Why these cannot be handed over, if one of them cannot. @see spec/partner-api.md §8.4 */
export function judgeTransfer(
  candidates: readonly TransferCandidate[],
  terms: TransferTerms = {},
): Refusal | undefined {
  return candidates
    .map((candidate) => judgeOne(candidate, terms))
    .find((refusal) => refusal !== undefined);
}

function judgeOne(
  candidate: TransferCandidate,
  { disconnects = false }: TransferTerms,
): Refusal | undefined {
  const { id, name } = candidate;
  const facts = { resourceId: id };
  if (!candidate.isActive) {
    return refuse('resource_not_active', `${name} is not active, so it cannot go along.`, facts)
      .error;
  }
  if (candidate.ownership !== 'owned') {
    const message = `${name} is ${candidate.ownership}, and only owned resources are transferred.`;
    return refuse('transfer_not_offered', message, facts).error;
  }
  if (!candidate.isTransferable) {
    const message = `The provider of ${name} does not offer transfers.`;
    return refuse('transfer_not_offered', message, facts).error;
  }
  if (candidate.isOnTestClock) return onTestClock(facts).error;
  if (candidate.sharedWith.length > 0 && !disconnects) {
    const projects = [...candidate.sharedWith];
    const message = `${name} is connected to projects that do not go along: ${projects.join(', ')}. Disconnect it from them first.`;
    return refuse('resource_shared', message, { ...facts, projects }).error;
  }
  if (candidate.isRotating) {
    const message = `The secrets of ${name} are being rotated. Wait for it to end and try again.`;
    return refuse('rotation_running', message, facts).error;
  }
  if (candidate.isBusy) {
    const message = `Something is under way with ${name}. Wait for it to end and try again.`;
    return refuse('operation_running', message, facts).error;
  }
  const { openPurchases } = candidate;
  if (openPurchases > 0) {
    const message = `${name} has ${openPurchases} unfinished ${openPurchases === 1 ? 'purchase' : 'purchases'}, which its provider has to credit here first. Wait for that, or pay the invoice.`;
    return refuse('invoices_open', message, { ...facts, openPurchases }).error;
  }
  return undefined;
}
