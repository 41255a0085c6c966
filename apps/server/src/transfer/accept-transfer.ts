import { type Actor, answerOf, ok, type Refusal, type Result } from '@kontor/core';
import type { AcceptedTransfer, PartnerCall } from '@kontor/protocol/rest';
import { hashToken } from '../people/token-text.ts';
import { claimTransfer, LEASE_MS, releaseTransfer } from './claim-transfer.ts';
import type { TransferPorts } from './create-transfer.ts';
import { findTargets, judgeRequest, type TargetPart } from './find-target.ts';
import { finishTransfer } from './finish-transfer.ts';
import { verify } from './look-at-transfer.ts';
import { findTransfer, listParts } from './transfer-store.ts';

export type Acceptance = {
  readonly code: string;
  readonly teamId: string;
  readonly actor: Actor;
  readonly newProjectName?: string | undefined;
  readonly traceId: string;
};

/**
 * Takes a project over. Providers accept one after the other, and only when all have does the host
 * move anything, in one transaction. What breaks off in between goes on with the same keys when the
 * same team asks again.
 *
 * @see spec/transfers.md; spec/partner-api.md §8.4
 */
export async function acceptTransfer(
  ports: TransferPorts,
  acceptance: Acceptance,
): Promise<Result<AcceptedTransfer, Refusal>> {
  const { teamId, code } = acceptance;
  const codeHash = hashToken(code);
  const { read } = ports.database;
  const found = judgeRequest(await findTransfer(read, codeHash), teamId, ports.now());
  if (!found.ok) return found;
  if (found.value.answer !== null) return ok(found.value.answer);
  if (found.value.status === 'open') {
    const targets = await findTargets(read, teamId, await listParts(read, codeHash));
    if (!targets.ok) return targets;
    for (const part of targets.value) {
      const verified = await verify(ports, part, acceptance);
      if (!verified.ok) return verified;
    }
  }
  const claimed = await claimTransfer(ports, codeHash, acceptance);
  if (!claimed.ok) return claimed;
  if (claimed.value.answer !== null) return ok(claimed.value.answer);
  const called = await acceptParts(ports, claimed.value.parts, { ...acceptance, codeHash });
  if (!called.ok) return called;
  const finished = await finishTransfer(ports, called.value, { ...acceptance, codeHash });
  if (finished.ok) ports.kick();
  return finished;
}

export type Accepting = Acceptance & { readonly codeHash: Buffer };

/** Has every provider accept that has not yet, and stops at the first that does not. */
async function acceptParts(
  ports: TransferPorts,
  parts: readonly TargetPart[],
  accepting: Accepting,
): Promise<Result<PartnerCall[], Refusal>> {
  const calls: PartnerCall[] = [];
  for (const part of parts) {
    const accepted =
      part.accepted_at === null ? await acceptPart(ports, part, accepting) : ok(null);
    if (accepted.ok) {
      calls.push(callOf(part, { status: 'fulfilled' }));
      continue;
    }
    const { code, message } = accepted.error;
    calls.push(callOf(part, { status: 'errored', code, error: { message } }));
    await releaseTransfer(ports, accepting.codeHash);
    const facts = { ...accepted.error.facts, partnerCalls: calls };
    return { ok: false, error: { ...accepted.error, facts } };
  }
  return ok(calls);
}

async function acceptPart(
  { database, transfers, now }: TransferPorts,
  part: TargetPart,
  { codeHash, teamId, traceId }: Accepting,
): Promise<Result<null, Refusal>> {
  const { installation_id: source, provider_claim_id: providerClaimId } = part;
  const note = (what: string, values: readonly unknown[] = []) =>
    database.transact((sql) =>
      sql(`update transfer_part set ${what} where code_hash = $1 and installation_id = $2`, [
        codeHash,
        source,
        ...values,
      ]),
    );
  // whoever finds this after a crash must take it as sent
  await note('may_have_happened = true');
  await database.transact((sql) =>
    sql('update transfer_request set leased_until = $2 where code_hash = $1', [
      codeHash,
      new Date(now().getTime() + LEASE_MS),
    ]),
  );
  const outcome = await transfers.accept({
    teamId,
    traceId,
    installationId: part.targetInstallationId,
    providerClaimId,
    idempotencyKey: part.idempotency_key ?? '',
  });
  const isCertain = outcome.kind === 'refused' || outcome.kind === 'not-sent';
  // after an attempt that nobody knows the end of, a refusal may be of the repeat
  if (isCertain && !part.may_have_happened) await note('may_have_happened = false');
  if (outcome.kind === 'answered') await note('accepted_at = $3', [now()]);
  return answerOf(outcome);
}

function callOf(part: TargetPart, result: PartnerCall['result']): PartnerCall {
  return {
    installationId: part.targetInstallationId,
    resourceIds: [...part.resource_ids],
    result,
  };
}
