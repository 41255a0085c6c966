import type { Ownership, ResourceId } from '@kontor/protocol/vocabulary';
import { type Refusal, refuse } from '../../refusal.ts';

/** A connected resource as far as it matters for handing it over with its project. */
export type TransferCandidate = {
  readonly id: ResourceId;
  readonly name: string;
  readonly ownership: Ownership;
  /** Active, known to its provider, and its installation in use. */
  readonly isActive: boolean;
  /** Its integration or product has registered the three calls. */
  readonly isTransferable: boolean;
  /** Another project is connected to it too. */
  readonly isShared: boolean;
  /** An operation or another transfer is under way. */
  readonly isBusy: boolean;
  readonly isRotating: boolean;
};

/** Why these cannot be handed over, if one of them cannot. @see spec/partner-api.md §8.4 */
export function judgeTransfer(candidates: readonly TransferCandidate[]): Refusal | undefined {
  return candidates.map(judgeOne).find((refusal) => refusal !== undefined);
}

function judgeOne(candidate: TransferCandidate): Refusal | undefined {
  const { id, name } = candidate;
  const facts = { resourceId: id };
  if (!candidate.isActive) {
    return refuse('resource_not_active', `${name} is not active. Disconnect it first.`, facts)
      .error;
  }
  if (candidate.ownership !== 'owned') {
    const message = `${name} is ${candidate.ownership}, and only owned resources are transferred. Disconnect it first.`;
    return refuse('transfer_not_offered', message, facts).error;
  }
  if (!candidate.isTransferable) {
    const message = `The provider of ${name} does not offer transfers. Disconnect it first.`;
    return refuse('transfer_not_offered', message, facts).error;
  }
  if (candidate.isShared) {
    const message = `${name} is connected to other projects too. Disconnect it from them first.`;
    return refuse('resource_shared', message, facts).error;
  }
  if (candidate.isRotating) {
    const message = `The secrets of ${name} are being rotated. Wait for it to end and try again.`;
    return refuse('rotation_running', message, facts).error;
  }
  if (candidate.isBusy) {
    const message = `Something is under way with ${name}. Wait for it to end and try again.`;
    return refuse('operation_running', message, facts).error;
  }
  return undefined;
}
