import type { Answer } from '../../api/call.ts';

/** What would be taken over, as the team that looks at it sees it. */
export type Offer = Answer<'getTransfer'>;
export type Need = Offer['needs'][number];
