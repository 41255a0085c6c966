import type { Operation } from '@kontor/protocol/kontor';
import type { Session } from '../../session.ts';

/** How to go on following an operation that still runs. */
export function followNote({ next }: Pick<Session, 'next'>, { id }: Operation): string {
  return `It goes on at the host. Follow it: ${next('operations', 'show', id, '--wait')}`;
}
