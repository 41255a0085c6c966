import type { Operation } from '@kontor/protocol/kontor';
import type { Session } from '../../session.ts';

/** How to go on with an operation that still runs, or that somebody has to approve first. */
export function followNote(
  { next }: Pick<Session, 'next'>,
  { id, status, approval }: Operation,
): string {
  if (status === 'awaiting-approval' && approval) {
    return `Nothing is done until its person approves it. They decide with: ${next('approvals', 'show', approval.id)}`;
  }
  return `It goes on at the host. Follow it: ${next('operations', 'show', id, '--wait')}`;
}
