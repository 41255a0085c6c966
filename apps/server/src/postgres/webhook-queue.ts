import { Batches } from '../batches.ts';
import type { Database } from './database.ts';
import { claimLines } from './webhook-claims.ts';
import type { ReceiverKey } from './webhook-delivery-store.ts';
import { type Ended, writeEnds } from './webhook-ends.ts';

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
const MOST_ENDS = 128;
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
    renew: async (claimed) => {
      const moved = await database.upkeep<MovedLine>(
        `update webhook_line set leased_until = now() + $5 * interval '1 millisecond' ${OURS}
         returning team_id, receiver_id, subject, leased_by, ctid as line`,
        [...leasesOf(claimed), leaseMs],
      );
      noteMoved(claimed, moved);
    },
    release: async (claimed) => {
      await database.upkeep(
        `update webhook_line set leased_by = null, leased_until = null, begun_at = null ${OURS}`,
        leasesOf(claimed),
      );
    },
    finish: (claimed, record, after) => ended.add({ claimed, record, after }),
  };
}

type MovedLine = {
  readonly team_id: string;
  readonly receiver_id: string;
  readonly subject: string;
  readonly leased_by: string;
  readonly line: string;
};

/** What ends after its lease was renewed is found where it stands since then. */
function noteMoved(claimed: readonly ClaimedDelivery[], moved: readonly MovedLine[]): void {
  const lines = new Map(
    moved.map(({ line, team_id, receiver_id, subject, leased_by }) => [
      JSON.stringify([team_id, receiver_id, subject, leased_by]),
      line,
    ]),
  );
  for (const one of claimed) {
    const { teamId, receiverId, subject, lease, places } = one;
    const line = lines.get(JSON.stringify([teamId, receiverId, subject, lease]));
    if (line !== undefined) one.places = { ...places, line };
  }
}

/** The lines that are still leased as in `$1` to `$4`. One that somebody else holds is about to end. */
const OURS = `where ctid = any(array(
  select l.place from unnest($1::text[], $2::text[], $3::text[], $4::text[])
    as c (team_id, receiver_id, subject, lease)
  cross join lateral (
    select ctid as place from webhook_line o
    where o.team_id = c.team_id and o.receiver_id = c.receiver_id and o.subject = c.subject
      and o.leased_by = c.lease
    limit 1 for update skip locked) l))`;

function leasesOf(claimed: readonly ClaimedDelivery[]) {
  return [
    claimed.map(({ teamId }) => teamId),
    claimed.map(({ receiverId }) => receiverId),
    claimed.map(({ subject }) => subject),
    claimed.map(({ lease }) => lease),
  ];
}
