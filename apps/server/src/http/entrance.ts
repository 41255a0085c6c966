import { AsyncLocalStorage } from 'node:async_hooks';
import { type Refusal, type Result, refuse } from '@kontor/core';
import { createFairShares, type ShareLimits } from '../fair-shares.ts';
import type { Caller } from './authorise.ts';
import { type Crowding, watchCrowding } from './crowding.ts';

/**
 * What requests may take of a process: so many are worked on at a time, three quarters of them for a team
 * that nobody asks beside and a tenth otherwise, and so many more of that team wait for their turn.
 * Where several share a process that is full, others wait for all that one has in hand: then it has one
 * in hand, and rests as long as the process worked for it.
 */
export const requestShares: EntranceLimits = {
  places: 64,
  perKeyAlone: 48,
  perKey: 6,
  perKeyCrowded: 1,
  waiting: 256,
};

export type EntranceLimits = Omit<ShareLimits, 'perKey'> & {
  readonly perKey: number;
  /** The same where nobody else asks for anything; undefined for no difference. */
  readonly perKeyAlone?: number;
  /** The same where several share a full process; undefined for no difference. */
  readonly perKeyCrowded?: number;
  /** How many of one team may wait. */
  readonly waiting: number;
};

const RETRY_AFTER_SECONDS = 1;

export type Entrance = {
  /** Works on a request when it is the turn of whoever it counts for, or turns it away. */
  readonly within: <Value>(
    key: string,
    work: () => Promise<Result<Value, Refusal>>,
  ) => Promise<Result<Value, Refusal>>;
  /**
   * Waits for what is none of this process' work, such as a provider: the request's place is somebody
   * else's meanwhile. Where there is no request it is just done.
   */
  readonly aside: <Value>(work: () => Promise<Value>) => Promise<Value>;
  readonly counts: () => { readonly running: number; readonly waiting: number };
};

/** The place of one request: given up while it waits for others, and for good at its end. */
type Place = {
  readonly key: string;
  asides: number;
  isInside: boolean;
  isOver: boolean;
  /** For how long the process had been busy when the place was taken, in milliseconds. */
  busySince: number;
};

/** For how long a place rests at most, in milliseconds: nobody's request takes a process longer. */
const LONGEST_REST_MS = 500;

/** Lets requests in, so that no team can fill the process. @see docs/adr/0014-fair-shares.md */
export function createEntrance(
  limits: EntranceLimits = requestShares,
  crowding: Crowding = watchCrowding(),
): Entrance {
  const { places, perKey, perKeyAlone = perKey, perKeyCrowded = perKey } = limits;
  const shares = createFairShares({
    places,
    perKey: () => {
      if (!crowding.isShared()) return perKeyAlone;
      return crowding.isCrowded() ? perKeyCrowded : perKey;
    },
  });
  const current = new AsyncLocalStorage<Place | undefined>();

  function leave({ key, busySince }: Place): void {
    if (shares.waitingOf(key) === 0 || !crowding.isCrowded()) {
      shares.leave(key);
      return;
    }
    crowding.noteHeldBack();
    // what it is answered is written out right behind this, and is work for it as well
    setImmediate(() => {
      // while it rests the others have what it would have gone on with
      const restMs = Math.min(crowding.busyMs() - busySince, LONGEST_REST_MS);
      setTimeout(() => shares.leave(key), restMs).unref();
    });
  }

  function giveUp(place: Place): void {
    if (!place.isInside) return;
    place.isInside = false;
    leave(place);
  }

  async function comeBack(place: Place): Promise<void> {
    await shares.enter(place.key);
    place.isInside = true;
    place.busySince = crowding.busyMs();
    // it has gone aside again meanwhile, or has been answered without it
    if (place.asides > 0 || place.isOver) giveUp(place);
  }

  return {
    within: async (key, work) => {
      crowding.note(key);
      if (shares.waitingOf(key) >= limits.waiting) return tooMany(limits.waiting);
      if (!shares.tryEnter(key)) await shares.enter(key);
      const busySince = crowding.busyMs();
      const place: Place = { key, asides: 0, isInside: true, isOver: false, busySince };
      try {
        return await current.run(place, work);
      } finally {
        place.isOver = true;
        giveUp(place);
      }
    },
    aside: async (work) => {
      const place = current.getStore();
      if (place === undefined || place.isOver) return work();
      place.asides += 1;
      giveUp(place);
      try {
        // what goes on behind the answer is no part of the request
        return await current.run(undefined, work);
      } finally {
        place.asides -= 1;
        if (place.asides === 0 && !place.isOver) await comeBack(place);
      }
    },
    counts: shares.counts,
  };
}

/** Whose share a request takes: a team's, a provider's with all its installations, or a person's. */
export function shareOf(caller: Caller, address: string): string {
  if (caller === null) return address;
  if ('serviceId' in caller) return caller.serviceId;
  if ('integrationId' in caller) return caller.integrationId;
  return 'team' in caller ? caller.team.id : caller.userId;
}

function tooMany(waiting: number) {
  return refuse(
    'unavailable',
    `${waiting} requests for the same team or caller wait for their turn already. Ask less at once, and try again in ${RETRY_AFTER_SECONDS} second.`,
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}
