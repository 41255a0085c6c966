import type { TokenId } from '@kontor/protocol/vocabulary';
import type { Mandate, StandingMandate } from '../../domain/mandate/mandate.ts';

/** What people of a team let agents do. */
export type MandateStore = {
  readonly find: (tokenId: TokenId) => Promise<StandingMandate | undefined>;
  /** The same; whoever else acts or buys with it waits until the transaction ends. */
  readonly lock: (tokenId: TokenId) => Promise<StandingMandate | undefined>;
  readonly insert: (mandate: Mandate) => Promise<void>;
};
