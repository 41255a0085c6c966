import { answerOf, type Refusal } from '@kontor/core';
import type { Accepting, AcceptPorts } from './accept-transfer.ts';
import { LEASE_MS } from './claim-transfer.ts';
import type { TargetPart } from './find-target.ts';
import type { PartRow } from './transfer-store.ts';

type Asked = {
  readonly part: TargetPart;
  /** Why it is not decided, where it is not. */
  readonly heldUp?: Refusal;
};

/**
 * Has one provider accept, with the same key however often. What it says of an attempt after one
 * that nobody knows the end of is not believed: then it is asked what the target has.
 *
 * @see docs/outcomes.md — ACCEPT-1 to ACCEPT-9
 */
export async function acceptPart(
  ports: AcceptPorts,
  part: TargetPart,
  accepting: Accepting,
): Promise<Asked> {
  const { transfers, now } = ports;
  const { teamId, traceId } = accepting;
  const about = { teamId, traceId, installationId: part.targetInstallationId };
  const keep = (change: Change) => noteChange(ports, part, accepting, change);
  const accepted = async () => ({ part: await keep({ accepted_at: now() }) });
  // whoever finds this after a crash must take it as sent
  const sent = await keep({ may_have_happened: true });
  const outcome = await transfers.accept({
    ...about,
    providerClaimId: part.provider_claim_id,
    idempotencyKey: part.idempotency_key ?? '',
  });
  const answer = answerOf(outcome);
  if (answer.ok) return accepted();
  const heldUp = answer.error;
  if (outcome.kind === 'unknown') return { part: sent, heldUp };
  const isForNow =
    outcome.kind === 'not-sent' || (outcome.kind === 'refused' && outcome.isRetryable);
  if (part.may_have_happened) {
    const has = isForNow
      ? undefined
      : await transfers.has({ ...about, externalIds: part.external_ids });
    if (has === undefined) return { part: sent, heldUp };
    if (has) return accepted();
  }
  if (isForNow) return { part: await keep({ may_have_happened: false }), heldUp };
  return { part: await keep({ may_have_happened: false, refusal: heldUp }) };
}

type Change = Partial<Pick<PartRow, 'may_have_happened' | 'accepted_at' | 'refusal'>>;

/** Writes down how far a part is, and that somebody is at it. */
async function noteChange(
  { database, now }: Pick<AcceptPorts, 'database' | 'now'>,
  part: TargetPart,
  { codeHash }: Accepting,
  change: Change,
): Promise<TargetPart> {
  const after = { ...part, ...change };
  await database.transact(async (sql) => {
    await sql(
      `update transfer_part set may_have_happened = $3, accepted_at = $4, refusal = $5
       where code_hash = $1 and installation_id = $2`,
      [
        codeHash,
        part.installation_id,
        after.may_have_happened,
        after.accepted_at,
        after.refusal === null ? null : JSON.stringify(after.refusal),
      ],
    );
    await sql('update transfer_request set leased_until = $2, due_at = $2 where code_hash = $1', [
      codeHash,
      new Date(now().getTime() + LEASE_MS),
    ]);
  });
  return after;
}
