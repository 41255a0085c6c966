import type * as transferEndpoints from '@kontor/protocol/kontor/transfer';
import type * as z from 'zod';
import { steps } from '../../next/steps.ts';
import { second } from '../../output/day.ts';

/** What a code was made for, with the code itself. */
type Offered = z.output<(typeof transferEndpoints.offerProject.responses)[201]>;

/** The code alone on the standard output, and what can be done with it beside. */
export function shownOffer({ transfer, code }: Offered) {
  return {
    data: { transfer, code },
    text: [code],
    notes: [`Good for one team, until ${second(transfer.expiresAt)}.`],
    next: [steps.acceptTransfer(code), steps.withdrawTransfer(transfer.id)],
  };
}
