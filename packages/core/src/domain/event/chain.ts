import { fail, ok, type Result } from '../../result.ts';
import { canonicalJson, type JsonValue } from './canonical-json.ts';

/** SHA-256 of a UTF-8 text, in lower-case hex. */
export type Sha256 = (text: string) => string;

/** The last place of a chain: what the next event is linked to. */
export type ChainHead = { readonly sequence: number; readonly hash: string };

/** An event at its place in its team's log. Sequence numbers count from 1 without gaps. */
export type ChainedEvent<Event extends JsonValue = JsonValue> = {
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
  readonly event: Event;
};

export type ChainBreak = {
  readonly code: 'chain_broken';
  /** The first place that does not verify. */
  readonly sequence: number;
  readonly reason: 'missing_or_reordered' | 'not_linked' | 'altered' | 'truncated';
};

/**
 * The empty log of a team. The team's id is part of it, so the log of one team never verifies as
 * the log of another.
 */
export function startOfChain(teamId: string, sha256: Sha256): ChainHead {
  return { sequence: 0, hash: sha256(canonicalJson({ teamId })) };
}

/**
 * Puts an event at the end of a team's log. The caller holds the log's lock: two events linked to
 * one head would be a fork.
 *
 * The digest covers the event, its number and the digest before it, each in canonical JSON, so it
 * can be computed again offline from an export.
 */
export function chainEvent<Event extends JsonValue>(
  head: ChainHead,
  event: Event,
  sha256: Sha256,
): ChainedEvent<Event> {
  const sequence = head.sequence + 1;
  const previousHash = head.hash;
  return { sequence, previousHash, hash: digest({ sequence, previousHash, event }, sha256), event };
}

/**
 * The canonical JSON that a digest covers, in pieces: between them stand the digest before it and its
 * number, which only whoever holds the log's lock knows.
 */
export function linkText(event: JsonValue) {
  return {
    beforeHash: `{"event":${canonicalJson(event)},"previousHash":"`,
    beforeSequence: '","sequence":',
    end: '}',
  } as const;
}

/**
 * Checks events against the head they should follow and answers the new head, from which the next
 * page of the log can be checked.
 *
 * A flipped, dropped, inserted or reordered record is found at its place. A `witness` (a head that
 * was noted elsewhere earlier) also finds a log that was cut short or written anew as a whole.
 */
export function verifyChain(
  { start, events, witness }: ChainToVerify,
  sha256: Sha256,
): Result<ChainHead, ChainBreak> {
  let head = start;
  for (const link of events) {
    const reason = flawOf(link, head, sha256);
    if (reason) return broken(head.sequence + 1, reason);
    if (witness?.sequence === link.sequence && witness.hash !== link.hash) {
      return broken(link.sequence, 'altered');
    }
    head = { sequence: link.sequence, hash: link.hash };
  }
  if (witness && head.sequence < witness.sequence) return broken(head.sequence + 1, 'truncated');
  return ok(head);
}

type ChainToVerify = {
  readonly start: ChainHead;
  readonly events: Iterable<ChainedEvent>;
  readonly witness?: ChainHead;
};

function flawOf(
  link: ChainedEvent,
  head: ChainHead,
  sha256: Sha256,
): ChainBreak['reason'] | undefined {
  if (link.sequence !== head.sequence + 1) return 'missing_or_reordered';
  if (link.previousHash !== head.hash) return 'not_linked';
  return link.hash === digest(link, sha256) ? undefined : 'altered';
}

function digest(
  { sequence, previousHash, event }: Omit<ChainedEvent, 'hash'>,
  sha256: Sha256,
): string {
  const { beforeHash, beforeSequence, end } = linkText(event);
  return sha256(beforeHash + previousHash + beforeSequence + sequence + end);
}

function broken(sequence: number, reason: ChainBreak['reason']): Result<never, ChainBreak> {
  return fail({ code: 'chain_broken', sequence, reason });
}
