import { type Action, tokenId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import {
  judgeMandate,
  type ProductPlace,
  type StandingMandate,
} from '../../domain/mandate/mandate.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { TeamTx } from '../team-tx.ts';

export type PermitAgentTx = Pick<TeamTx, 'mandates'>;

/** Whether somebody acts through an agent. */
export function isAgent(actor: Actor): actor is Actor & { kind: 'person'; agent: string } {
  return actor.kind === 'person' && actor.agent !== undefined;
}

/**
 * Whether an agent may do something now, asked in the transaction that does it. Everybody else may, as
 * far as this is concerned: null.
 */
export async function permitAgent(
  { mandates }: PermitAgentTx,
  actor: Actor,
  asked: { readonly action: Action; readonly place: ProductPlace; readonly at: Date },
): Promise<Result<StandingMandate | null, Refusal>> {
  if (!isAgent(actor)) return ok(null);
  const id = tokenId.safeParse(actor.tokenId);
  if (!id.success) return refuse('unauthenticated', 'This agent has no token.');
  return judgeMandate(await mandates.lock(id.data), asked);
}
