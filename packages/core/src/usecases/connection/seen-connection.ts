import { type Refusal, refuse } from '../../refusal.ts';
import type { Connection } from './connection-store.ts';

/** A connection as whoever changes it has seen it last. */
export type SeenConnection = Pick<Connection, 'environments' | 'prefix' | 'makesSensitive'>;

/**
 * Refuses a change to a connection that is not any more as it was seen, so that of two people who
 * change it the second learns what the first has done.
 */
export function changedMeanwhile(
  current: Connection,
  seen: SeenConnection | undefined,
): Refusal | undefined {
  if (seen === undefined || textOf(current) === textOf(seen)) return undefined;
  const { environments, prefix, makesSensitive } = current;
  const named = prefix === null ? 'no prefix' : `the prefix ${prefix}`;
  return refuse(
    'connection_changed',
    `The connection was changed meanwhile: it is for ${environments.join(', ')} now, under ${named}.`,
    { current: { environments, prefix, makesSensitive } },
  ).error;
}

function textOf({ environments, prefix, makesSensitive }: SeenConnection): string {
  return JSON.stringify([environments.toSorted(), prefix, makesSensitive]);
}
