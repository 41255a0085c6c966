import { randomUUID } from 'node:crypto';
import {
  judgeTransfer,
  ok,
  type Refusal,
  type Result,
  refuse,
  waitBeforeGoingOn,
} from '@kontor/core';
import type { AcceptedTransfer } from '@kontor/protocol/rest';
import type { Sql } from '../postgres/sql.ts';
import type { Accepting } from './accept-transfer.ts';
import { barOfClock } from './arrival-needs.ts';
import { findCandidates } from './candidates.ts';
import type { TransferPorts } from './create-transfer.ts';
import {
  clashOfNames,
  findTargets,
  judgeRequest,
  over,
  type TargetPart,
  taken,
} from './find-target.ts';
import {
  findTransfer,
  listParts,
  type PartRow,
  subjectOf,
  type TransferRow,
} from './transfer-store.ts';

/** How long an acceptance belongs to a request that shows no sign of life. */
export const LEASE_MS = 15_000;

type Claimed = { readonly answer: AcceptedTransfer | null; readonly parts: readonly TargetPart[] };

/**
 * Makes a team the one that accepts, if nobody else is: from then on nothing begins on what is to
 * be moved, until it is moved or no provider has accepted.
 */
export function claimTransfer(
  { database, now }: Pick<TransferPorts, 'database' | 'now'>,
  { codeHash, teamId, actor, newProjectName }: Accepting,
): Promise<Result<Claimed, Refusal>> {
  return database.transact(async (sql): Promise<Result<Claimed, Refusal>> => {
    const found = judgeRequest(await findTransfer(sql, codeHash, 'for update'), teamId, now());
    if (!found.ok) return found;
    const request = found.value;
    if (request.answer !== null) return ok({ answer: request.answer, parts: [] });
    if (request.leased_until !== null && request.leased_until > now()) return taken();
    const parts = await listParts(sql, codeHash);
    const claimed =
      request.status === 'open'
        ? await claimOpen(sql, request, { teamId, parts, newProjectName })
        : ok(parts.map(again));
    if (!claimed.ok) return claimed;
    await sql(
      `update transfer_request set status = 'accepting', target_team_id = $2, leased_until = $3,
         due_at = $3, obstacle = null, target_actor = $5,
         new_project_name = coalesce($4, new_project_name) where code_hash = $1`,
      [codeHash, teamId, new Date(now().getTime() + LEASE_MS), newProjectName ?? null, actor],
    );
    return ok({ answer: null, parts: claimed.value });
  });
}

function again(part: PartRow): TargetPart {
  return { ...part, targetInstallationId: part.target_installation_id ?? '' };
}

type Wish = {
  readonly teamId: string;
  readonly parts: readonly PartRow[];
  readonly newProjectName?: string | undefined;
};

async function claimOpen(
  sql: Sql,
  request: TransferRow,
  wish: Wish,
): Promise<Result<TargetPart[], Refusal>> {
  const { code_hash: codeHash, source_team_id: source } = request;
  await sql('select from project where team_id = $1 and project_id = $2 for update', [
    source,
    request.project_id,
  ]);
  await sql(
    `select from resource where team_id = $1 and resource_id = any($2)
     order by resource_id for update`,
    [source, wish.parts.flatMap((part) => part.resource_ids)],
  );
  const targets = await judgeOpen(sql, request, wish);
  if (!targets.ok) return targets;
  const claimed = targets.value.map((part) => ({ ...part, idempotency_key: randomUUID() }));
  for (const part of claimed) {
    await holdPart(sql, part, { codeHash, source, teamId: wish.teamId });
  }
  return ok(claimed);
}

/** Where what an open code stands for would go, or why it cannot as things stand. */
export async function judgeOpen(
  sql: Sql,
  request: TransferRow,
  { teamId, parts, newProjectName }: Wish,
): Promise<Result<TargetPart[], Refusal>> {
  const { source_team_id: source } = request;
  const subject = subjectOf(request);
  const [project] = await sql<{ name: string }>(
    'select name from project where team_id = $1 and project_id = $2',
    [source, request.project_id],
  );
  if (subject.kind === 'project' && project === undefined) {
    return refuse('transfer_over', 'The project is gone.');
  }
  const ids = parts.flatMap((part) => part.resource_ids);
  const candidates = await findCandidates(sql, { teamId: source, subject });
  const isSame = new Set([...ids, ...candidates.map(({ id }) => id)]).size === ids.length;
  if (!isSame || candidates.length !== ids.length) {
    return subject.kind === 'project' ? changed() : over('stands for something that is gone');
  }
  const flaw = judgeTransfer(candidates, subject.kind === 'resource' ? subject : {});
  if (flaw !== undefined) return { ok: false, error: flaw };
  const clock = parts.length === 0 ? undefined : await barOfClock(sql, teamId);
  if (clock !== undefined) return { ok: false, error: clock };
  const targets = await findTargets(sql, teamId, parts);
  if (!targets.ok) return targets;
  const name = project === undefined ? null : (newProjectName ?? project.name);
  const clash = await clashOfNames(sql, teamId, { name, parts: targets.value, source });
  return clash === undefined ? targets : { ok: false, error: clash };
}

async function holdPart(
  sql: Sql,
  part: TargetPart,
  { codeHash, source, teamId }: { codeHash: Buffer; source: string; teamId: string },
): Promise<void> {
  await sql(
    `update transfer_part set target_installation_id = $3, idempotency_key = $4
     where code_hash = $1 and installation_id = $2`,
    [codeHash, part.installation_id, part.targetInstallationId, part.idempotency_key],
  );
  await sql(
    `insert into transfer_hold (team_id, code_hash, installation_id, resource_id)
     select $1::text, $2::bytea, $3::text, unnest($4::text[])`,
    [source, codeHash, part.installation_id, [...part.resource_ids, '']],
  );
  await sql('insert into transfer_hold (team_id, code_hash, installation_id) values ($1, $2, $3)', [
    teamId,
    codeHash,
    part.targetInstallationId,
  ]);
}

function changed() {
  return refuse(
    'transfer_changed',
    'The project is connected to other resources than when the code was made. Ask for a new one.',
  );
}

/** Undoes an acceptance that no provider has made true: the code is good for others again. */
export async function undoAcceptance(
  { database }: Pick<TransferPorts, 'database'>,
  codeHash: Buffer,
): Promise<void> {
  await database.transact(async (sql) => {
    await findTransfer(sql, codeHash, 'for update');
    await sql(
      `update transfer_request set status = 'open', target_team_id = null, target_actor = null,
         new_project_name = null, leased_until = null, due_at = null, attempts = 0, obstacle = null
       where code_hash = $1 and status = 'accepting'`,
      [codeHash],
    );
    await sql(
      'update transfer_part set refusal = null, may_have_happened = false where code_hash = $1',
      [codeHash],
    );
    await releaseHolds(sql, codeHash);
  });
}

/** Leaves an acceptance that cannot go on now to its team's next request, or to the host later. */
export async function putOff(
  { database, now }: Pick<TransferPorts, 'database' | 'now'>,
  codeHash: Buffer,
  { code, message }: Pick<Refusal, 'code' | 'message'>,
): Promise<void> {
  await database.transact(async (sql) => {
    const request = await findTransfer(sql, codeHash, 'for update');
    const waitMs = waitBeforeGoingOn(request?.attempts ?? 0);
    await sql(
      `update transfer_request set leased_until = null, attempts = attempts + 1, due_at = $2,
         obstacle = $3 where code_hash = $1 and status = 'accepting'`,
      [codeHash, new Date(now().getTime() + waitMs), { code, message }],
    );
  });
}

export async function releaseHolds(sql: Sql, codeHash: Buffer): Promise<void> {
  await sql('delete from transfer_hold where code_hash = $1', [codeHash]);
}
