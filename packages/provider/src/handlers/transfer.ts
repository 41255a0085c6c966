import {
  acceptTransferRequest,
  createTransferRequest,
  type TransferVerification,
  verifyTransferRequest,
} from '@kontor/protocol/partner';
import type { Handler } from '../call.ts';
import { json, nothing, type Operation, operation } from '../operation.ts';

/** The three steps in which resources move to another installation; offer all or none. @see spec/partner-api.md §4.16 to §4.18 */
export type TransferHandlers = {
  /** In the source installation: prepares the move, and names it. */
  readonly create: Handler<typeof createTransferRequest, { readonly providerClaimId: string }>;
  /** In a target installation: says whether it may take over, and under which new plan. */
  readonly verify: Handler<typeof verifyTransferRequest, TransferVerification | undefined>;
  /** In the target installation: moves the resources. One accept wins. */
  readonly accept: Handler<typeof acceptTransferRequest, void>;
};

export function transferOperations(handlers: TransferHandlers | undefined): Operation[] {
  return [
    operation(createTransferRequest, handlers?.create, (claim) => json(200, claim)),
    operation(verifyTransferRequest, handlers?.verify, (found) => json(200, found ?? {})),
    operation(acceptTransferRequest, handlers?.accept, () => nothing),
  ];
}
