import { Batches } from '../batches.ts';
import type { Database } from './database.ts';
import { claimLines } from './webhook-claims.ts';
import type { ReceiverKey } from './webhook-delivery-store.ts';
import { type Ended, writeEnds } from './webhook-ends.ts';
import { releaseLeases, renewLeases } from './webhook-leases.ts';

/** A delivery that this process is to send now, once. */
export type ClaimedDelivery = ReceiverKey & {
  readonly deliveryId: string;
  readonly subject: string;
  /** Its place among those of its receiver. */
  readonly position: string;
  readonly body: string;
  /** Attempts that were begun, this one included. */
  readonly attempt: number;
  /** The same since it was last sent again by hand. */
  readonly attempts: number;
  readonly triedFrom: Date;
  readonly firstAttemptAt: Date;
  /** Under what the line is leased. */
  readonly lease: string;
  /**
   * Where its rows stood when it was claimed, or its lease renewed, as the database numbers places: they may have
   * moved.
   */
  places: Places;
};

/** Where rows of a delivery stand; none where they are gone. */
export type Places = {
  readonly line: string;
  readonly delivery: string | null;
  readonly open: string | null;
};

/** What is kept of an attempt: no secret, and no more of the answer than helps. */
export type AttemptRecord = {
  /** When it began. */
  readonly at: Date;
  readonly outcome: string;
  readonly status: number | null;
  readonly message: string | null;
  readonly durationMs: number;
  readonly responseBody: string | null;
};

/** What becomes of the delivery after an attempt. */
export type AfterAttempt =
  | { readonly state: 'delivered' | 'parked' | 'skipped' }
  | { readonly state: 'waiting'; readonly dueAt: Date };

/** The most attempts whose ends are written down in one transaction. */
const MOST_ENDS = 256;
/** How long the ends of attempts are waited for where there are many, in milliseconds. */
const GATHER_MS = 10;

/** How much a process can take on. */
export type Room = {
  readonly total: number;
  readonly perReceiver: number;
  /** What it is sending at the moment. */
  readonly active: ReadonlyMap<string, number>;
};

export type WebhookQueue = {
  /** Takes the first deliveries of lines that are due, of every receiver in turn, and begins an attempt. */
  readonly claim: (room: Room) => Promise<readonly ClaimedDelivery[]>;
  /** Keeps the lines of attempts that are under way from being taken over. */
  readonly renew: (claimed: readonly ClaimedDelivery[]) => Promise<void>;
  /** Gives lines back of which nothing was sent, as if they had not been claimed. */
  readonly release: (claimed: readonly ClaimedDelivery[]) => Promise<void>;
  /** Ends the attempt. Who has lost the lease keeps the record of the attempt and changes nothing else. */
  readonly finish: (
    claimed: ClaimedDelivery,
    record: AttemptRecord,
    after: AfterAttempt,
  ) => Promise<void>;
};

type Ports = {
  readonly database: Pick<Database, 'upkeep' | 'transact'>;
  readonly now: () => Date;
  /** How long a line belongs to a process that shows no sign of life, in milliseconds. */
  readonly leaseMs: number;
};

/**
 * The deliveries that wait, as lines of one receiver and subject. A line is leased as a whole and only
 * its first delivery is sent, so nobody overtakes and nothing is sent twice at once. Each receiver with a
 * line is looked at by itself: however long one's lines are, they stand before nobody else's. What ends at
 * about the same time is written down in one transaction.
 */
export function createWebhookQueue({ database, now, leaseMs }: Ports): WebhookQueue {
  const ended = new Batches<Ended>(
    (batch) => database.transact((sql) => writeEnds(sql, batch, now())),
    MOST_ENDS,
    GATHER_MS,
  );
  return {
    claim: (room) => database.transact((sql) => claimLines(sql, { room, now: now(), leaseMs })),
    renew: (claimed) => renewLeases(database.upkeep, claimed, leaseMs),
    release: (claimed) => releaseLeases(database.upkeep, claimed),
    finish: (claimed, record, after) => ended.add({ claimed, record, after }),
  };
}
