import type { Approval } from '../../domain/mandate/approval.ts';
import { refuse } from '../../refusal.ts';

export function approvalNotFound(id: string) {
  return refuse('approval_not_found', `There is no approval '${id}' in this team.`);
}

export function approvalEnded({ id, state, reason }: Approval) {
  const why = state === 'void' && reason !== null ? ` ${reason}` : '';
  return refuse(
    'approval_ended',
    `The approval ${id} is ${state} already, so nothing was done.${why} Where it is still wanted, have the agent ask again.`,
    { approvalId: id, state },
  );
}

export function approvalChanged({ id, revision, price, plan }: Approval) {
  return refuse(
    'approval_changed',
    `What ${id} asks for has changed: it is revision ${revision} now${price === null ? ', of which nobody knows the price' : `, at $${price}`}. Look at it again, then approve that.`,
    { approvalId: id, revision, price, plan: plan?.id ?? null },
  );
}
