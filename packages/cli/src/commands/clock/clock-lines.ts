import type { TestClockView } from '@kontor/protocol/kontor';
import type { Line } from '../../output/line.ts';

/** A test clock as people read it. */
export function clockLines({ now, next, isMoving }: TestClockView): Line[] {
  return [
    `The team is billed by a test clock, which stands at ${now}.`,
    isMoving
      ? 'It is being moved on.'
      : next === null
        ? 'Nothing waits for a later time.'
        : `What waits next is due at ${next}.`,
  ];
}
