import type { ResourceId } from '@kontor/protocol/vocabulary';
import type { JsonValue } from '../event/canonical-json.ts';

/** In what way host, provider and bills do not agree. */
export type FindingKind =
  /** The host has it, and the provider says that it has not. */
  | 'ghost'
  /** The provider has it, and the host has not. */
  | 'orphan'
  /** Both have it, and say different things of it. */
  | 'drift'
  /** An operation ended without anybody knowing what it did, and the provider cannot be asked. */
  | 'unknown-outcome'
  /** Bills name what the host has not, or not any more. */
  | 'billed-but-gone'
  /** Bills name what the provider says it has not. */
  | 'gone-but-billed';

/** What can be done about a finding without anybody else: each is looked at anew before it is done. */
export type Repair =
  /** What the provider says holds here too. */
  | 'take-over'
  /** The host lets go of what the provider has not any more. */
  | 'forget'
  /** The provider is asked to remove what an operation of the host left there. */
  | 'remove';

/** How one side has it, without secrets. */
export type Seen = Readonly<Record<string, JsonValue>>;

export type Finding = {
  readonly kind: FindingKind;
  /** high: money, or what nobody here can see. low: nothing that anybody would miss. */
  readonly severity: 'high' | 'medium' | 'low';
  /** The host's id; null where it has none, or the installation itself is meant. */
  readonly resourceId: ResourceId | null;
  /** The provider's id; null where the installation itself is meant. */
  readonly externalId: string | null;
  readonly here: Seen | null;
  readonly there: Seen | null;
  readonly message: string;
  /** Null where only people can mend it. */
  readonly repair: Repair | null;
  /** What a repair does, or what people can do. */
  readonly advice: string;
};
