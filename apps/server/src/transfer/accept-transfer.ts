import {
  type Actor,
  decideAcceptance,
  ok,
  type PartState,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import type { AcceptedTransfer, PartnerCall } from '@kontor/protocol/rest';
import { hashToken } from '../people/token-text.ts';
import { acceptPart } from './accept-part.ts';
import { type ArrivingPart, barOfPlans } from './arrival-needs.ts';
import { claimTransfer, judgeOpen, putOff, undoAcceptance } from './claim-transfer.ts';
import type { TransferPorts } from './create-transfer.ts';
import { judgeRequest, type TargetPart } from './find-target.ts';
import { finishTransfer } from './finish-transfer.ts';
import { whileHolding } from './hold-acceptance.ts';
import { verify } from './look-at-transfer.ts';
import { takeInstallation } from './take-installation.ts';
import { findTransfer, listParts, type TransferSubject } from './transfer-store.ts';

export type Acceptance = {
  readonly code: string;
  /** What the code has to be of, where only one kind will do. */
  readonly kind?: TransferSubject['kind'];
  readonly teamId: string;
  readonly actor: Actor;
  readonly newProjectName?: string | undefined;
  /** What the team agrees to that gets an installation. */
  readonly acceptedPolicies?: readonly string[] | undefined;
  readonly traceId: string;
};

/**
 * Takes over what a code stands for. Providers accept one after the other, and only then does the host move
 * anything, in one transaction. What breaks off in between goes on with the same keys when the same
 * team asks again, and by itself when nobody does.
 *
 * @see spec/transfers.md; spec/partner-api.md §8.4
 */
export async function acceptTransfer(
  ports: TransferPorts,
  { code, kind, ...acceptance }: Acceptance,
): Promise<Result<AcceptedTransfer, Refusal>> {
  const { teamId } = acceptance;
  const codeHash = hashToken(code);
  const { read } = ports.database;
  const found = judgeRequest(await findTransfer(read, codeHash), teamId, ports.now());
  if (!found.ok) return found;
  if (kind !== undefined && found.value.kind !== kind) {
    return refuse('invalid_request', `The code hands over a ${found.value.kind}, not a ${kind}.`);
  }
  if (found.value.answer !== null) return ok(found.value.answer);
  if (found.value.kind === 'installation') {
    const { actor, acceptedPolicies = [] } = acceptance;
    return takeInstallation(ports, found.value, { codeHash, teamId, actor, acceptedPolicies });
  }
  if (found.value.status === 'open') {
    // what cannot move is refused for that, and neither for its price nor by its provider
    const wish = { ...acceptance, parts: await listParts(read, codeHash) };
    const targets = await judgeOpen(read, found.value, wish);
    if (!targets.ok) {
      // what somebody has begun to accept meanwhile stands differently
      const request = await findTransfer(read, codeHash);
      return request?.status === 'open' ? targets : acceptTransfer(ports, { ...acceptance, code });
    }
    const parts: ArrivingPart[] = [];
    for (const part of targets.value) {
      const verified = await verify(ports, part, acceptance);
      if (!verified.ok) return verified;
      parts.push({ ...part, newBillingPlan: verified.value });
    }
    const source = found.value.source_team_id;
    const barred = await barOfPlans(ports, read, { teamId, source, parts });
    if (barred !== undefined) return { ok: false, error: barred };
  }
  return goOnAccepting(ports, { ...acceptance, codeHash });
}

export type Accepting = Omit<Acceptance, 'code' | 'kind' | 'acceptedPolicies'> & {
  readonly codeHash: Buffer;
};

/** What accepting needs beside what it is asked with. */
export type AcceptPorts = Pick<
  TransferPorts,
  'database' | 'vault' | 'transfers' | 'recordEvent' | 'kick' | 'now'
>;

/** Goes on with an acceptance from wherever it stands. */
export async function goOnAccepting(
  ports: AcceptPorts,
  accepting: Accepting,
): Promise<Result<AcceptedTransfer, Refusal>> {
  const { codeHash } = accepting;
  const claimed = await claimTransfer(ports, accepting);
  if (!claimed.ok) return claimed;
  if (claimed.value.answer !== null) return ok(claimed.value.answer);
  const { parts, heldUp } = await whileHolding(ports, codeHash, () =>
    askProviders(ports, claimed.value.parts, accepting),
  );
  const partnerCalls = parts.flatMap((part) => callOf(part, heldUp));
  const error = heldUp?.refusal ?? refusalThatEnds(parts);
  if (error !== undefined) {
    const isUndone = parts.every((part) => stateOf(part) === 'untried' || part.refusal !== null);
    await (isUndone ? undoAcceptance(ports, codeHash) : putOff(ports, codeHash, error));
    return { ok: false, error: { ...error, facts: { ...error.facts, partnerCalls } } };
  }
  const finished = await finishTransfer(ports, partnerCalls, accepting);
  if (finished.ok) ports.kick();
  else await putOff(ports, codeHash, finished.error);
  return finished;
}

type Asked = {
  readonly parts: readonly TargetPart[];
  readonly heldUp?: { readonly installationId: string; readonly refusal: Refusal };
};

/** Has providers accept until all that have to be asked have said so, or one holds it up. */
async function askProviders(
  ports: AcceptPorts,
  claimed: readonly TargetPart[],
  accepting: Accepting,
): Promise<Asked> {
  let parts = claimed;
  for (;;) {
    const step = decideAcceptance(parts.map(stateOf));
    const part = step.do === 'ask' ? parts[step.at] : undefined;
    if (step.do !== 'ask' || part === undefined) return { parts };
    const { part: after, heldUp } = await acceptPart(ports, part, accepting);
    parts = parts.with(step.at, after);
    if (heldUp === undefined) continue;
    return { parts, heldUp: { installationId: part.installation_id, refusal: heldUp } };
  }
}

function stateOf(part: TargetPart): PartState {
  if (part.accepted_at !== null) return 'accepted';
  if (part.refusal !== null) return 'refused';
  return part.may_have_happened ? 'unclear' : 'untried';
}

/** Why nothing moves at all, if it does not: once a provider has accepted, what another refuses stays behind. */
function refusalThatEnds(parts: readonly TargetPart[]): Refusal | undefined {
  const refused = parts.find(({ refusal }) => refusal !== null)?.refusal;
  return parts.some((part) => part.accepted_at !== null) ? undefined : (refused ?? undefined);
}

function callOf(part: TargetPart, heldUp: Asked['heldUp']): readonly PartnerCall[] {
  const isHere = heldUp?.installationId === part.installation_id;
  const refusal = part.refusal ?? (isHere ? heldUp.refusal : null);
  if (refusal === null && part.accepted_at === null) return [];
  const result: PartnerCall['result'] =
    refusal === null
      ? { status: 'fulfilled' }
      : { status: 'errored', code: refusal.code, error: { message: refusal.message } };
  const { targetInstallationId: installationId, resource_ids } = part;
  return [{ installationId, resourceIds: [...resource_ids], result }];
}
