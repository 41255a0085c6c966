import { randomUUID } from 'node:crypto';
import {
  type Actor,
  type CatalogReader,
  type createPermitArrival,
  judgeTransfer,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import { withoutQuery } from '../catalog/check-addresses.ts';
import { mintId } from '../ids.ts';
import { checkProviderUrl } from '../partner-api/provider-url.ts';
import type { TransferCalls } from '../partner-api/transfer-calls.ts';
import type { RecordEvent } from '../people/record-event.ts';
import { hashToken } from '../people/token-text.ts';
import type { Database } from '../postgres/database.ts';
import type { Vault } from '../vault/vault.ts';
import { type Candidate, findCandidates } from './candidates.ts';
import { insertTransfer, type NewPart, named, type TransferSubject } from './transfer-store.ts';

/** @see spec/partner-api.md §8.4 */
export const TRANSFER_LIFETIME_MS = 24 * 60 * 60 * 1000;

export type TransferPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly vault: Vault;
  readonly transfers: TransferCalls;
  readonly recordEvent: RecordEvent;
  /** Has providers read that were asked for. */
  readonly kick: () => void;
  readonly allowPrivateAddresses: boolean;
  readonly now: () => Date;
  readonly catalog: CatalogReader;
  readonly permitArrival: ReturnType<typeof createPermitArrival>;
  /** How an integration knows a team. */
  readonly accountIdFor: (teamId: string, integrationId: string) => string;
  /** Has credentials looked up anew. */
  readonly forget: () => void;
};

export type TransferWish = {
  readonly teamId: string;
  readonly subject: TransferSubject;
  /** What the team calls it. */
  readonly name: string;
  readonly actor: Actor;
  readonly callbackUrl?: string | undefined;
  readonly callbackSecret?: string | undefined;
  readonly traceId: string;
};

/** A code that was made. It is told once, and kept nowhere. */
export type MadeTransfer = {
  readonly id: string;
  readonly code: string;
  readonly expiresAt: Date;
};

/**
 * Prepares the move of a resource, or of a project's resources at each provider, and makes the code
 * that whoever takes it over presents. Nothing is kept where one of the providers says no; what
 * others have prepared by then expires there.
 *
 * @see spec/transfers.md; spec/partner-api.md §8.4
 */
export async function createTransfer(
  ports: TransferPorts,
  wish: TransferWish,
): Promise<Result<MadeTransfer, Refusal>> {
  const { database, now } = ports;
  const { teamId, subject, name, actor, callbackUrl } = wish;
  const isAllowed =
    callbackUrl === undefined || checkProviderUrl(withoutQuery(callbackUrl), ports).ok;
  if (!isAllowed) return refuse('address_not_allowed', 'callbackUrl cannot be called.');
  const candidates = await findCandidates(database.read, wish);
  const flaw = judgeTransfer(candidates, subject.kind === 'resource' ? subject : {});
  if (flaw !== undefined) return { ok: false, error: flaw };
  const code = randomUUID();
  const createdAt = now();
  const expiresAt = new Date(createdAt.getTime() + TRANSFER_LIFETIME_MS);
  const parts = await prepare(ports, candidates, { ...wish, code, expiresAt });
  if (!parts.ok) return parts;
  const codeHash = hashToken(code);
  const callbackSecret = await sealSecret(ports.vault, wish, codeHash);
  const id = mintId('transfer', createdAt);
  await database.transact(async (sql) => {
    const what = { id, teamId, subject, name, codeHash, callbackSecret };
    await insertTransfer(sql, {
      ...what,
      callbackUrl: callbackUrl ?? null,
      ...{ actor, createdAt, expiresAt, parts: parts.value },
    });
    await ports.recordEvent(sql, {
      teamId,
      type: `${subject.kind}.transfer-requested`,
      actor,
      subject: { ...named(subject), transfer: id },
      data: {
        expiresAt: expiresAt.toISOString(),
        resources: candidates.map((candidate) => candidate.id),
      },
    });
  });
  return ok({ id, code, expiresAt });
}

type Begun = TransferWish & { readonly code: string; readonly expiresAt: Date };

async function prepare(
  { transfers }: TransferPorts,
  candidates: readonly Candidate[],
  { teamId, traceId, code, expiresAt }: Begun,
): Promise<Result<NewPart[], Refusal>> {
  const parts: NewPart[] = [];
  for (const [installationId, along] of byInstallation(candidates)) {
    const externalIds = along.map(({ externalId }) => externalId);
    // the code itself is nobody else's to know
    const idempotencyKey = hashToken(`${code}:${installationId}`).toString('hex');
    const about = { teamId, installationId, traceId, externalIds, expiresAt, idempotencyKey };
    const created = await transfers.create(about);
    if (!created.ok) return created;
    parts.push({
      installationId,
      integrationId: along[0]?.integrationId ?? '',
      resourceIds: along.map(({ id }) => id),
      externalIds,
      providerClaimId: created.value,
    });
  }
  return ok(parts);
}

function byInstallation(candidates: readonly Candidate[]): Map<string, Candidate[]> {
  return Map.groupBy(candidates, ({ installationId }) => installationId);
}

async function sealSecret(
  vault: Vault,
  { teamId, callbackSecret }: TransferWish,
  codeHash: Buffer,
): Promise<Buffer | null> {
  if (callbackSecret === undefined) return null;
  return vault.seal(teamId, callbackContext(codeHash), Buffer.from(callbackSecret, 'utf8'));
}

/** What the secret of a callback is sealed for. */
export function callbackContext(codeHash: Buffer): string {
  return `transfer-callback:${codeHash.toString('hex')}`;
}
