import { randomUUID } from 'node:crypto';
import { type Actor, judgeInstallation, ok, type Refusal, type Result, refuse } from '@kontor/core';
import { mintId } from '../ids.ts';
import { hashToken } from '../people/token-text.ts';
import { type MadeTransfer, TRANSFER_LIFETIME_MS, type TransferPorts } from './create-transfer.ts';
import { lockLeaving } from './leaving-installation.ts';
import { insertTransfer } from './transfer-store.ts';

export type InstallationWish = {
  readonly teamId: string;
  readonly installationId: string;
  readonly disconnects: boolean;
  readonly actor: Actor;
};

/**
 * Makes the code with which another team takes a whole installation over. Its provider is asked
 * nothing; what would stand in the way now is refused now, and looked at again when it is taken over.
 *
 * @see spec/transfers.md — TRF-21; spec/partner-api.md §7.11
 */
export function offerInstallation(
  { database, recordEvent, now }: Pick<TransferPorts, 'database' | 'recordEvent' | 'now'>,
  { teamId, installationId, disconnects, actor }: InstallationWish,
): Promise<Result<MadeTransfer, Refusal>> {
  const code = randomUUID();
  return database.transact(async (sql): Promise<Result<MadeTransfer, Refusal>> => {
    const leaving = await lockLeaving(sql, { teamId, installationId });
    if (leaving === undefined) {
      return refuse('installation_not_found', `There is no installation '${installationId}'.`);
    }
    const flaw = judgeInstallation(leaving, { disconnects });
    if (flaw !== undefined) return { ok: false, error: flaw };
    const createdAt = now();
    const expiresAt = new Date(createdAt.getTime() + TRANSFER_LIFETIME_MS);
    const id = mintId('transfer', createdAt);
    await insertTransfer(sql, {
      ...{ id, teamId, name: leaving.name, actor, createdAt, expiresAt },
      subject: { kind: 'installation', installationId, disconnects },
      codeHash: hashToken(code),
      ...{ callbackUrl: null, callbackSecret: null, parts: [] },
    });
    await recordEvent(sql, {
      teamId,
      type: 'installation.transfer-requested',
      actor,
      subject: { installation: installationId, transfer: id },
      data: { expiresAt: expiresAt.toISOString() },
    });
    return ok({ id, code, expiresAt });
  });
}
