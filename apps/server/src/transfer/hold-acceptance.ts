import type { AcceptPorts } from './accept-transfer.ts';
import { LEASE_MS } from './claim-transfer.ts';

/**
 * Shows that somebody is at an acceptance while `work` goes on, however long a provider takes. Of a
 * process that dies the lease runs out soon after.
 */
export async function whileHolding<Outcome>(
  { database, now }: Pick<AcceptPorts, 'database' | 'now'>,
  codeHash: Buffer,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  let renewing: Promise<unknown> = Promise.resolve();
  const renew = async () => {
    await database.read(
      `update transfer_request set leased_until = $2, due_at = $2
       where code_hash = $1 and status = 'accepting' and leased_until is not null`,
      [codeHash, new Date(now().getTime() + LEASE_MS)],
    );
  };
  const timer = setInterval(() => {
    // one that fails is made good by the next
    renewing = renewing.then(renew).catch(() => {});
  }, LEASE_MS / 3);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await renewing;
  }
}
