import { type Actor, judgeInstallation, ok, type Refusal, type Result } from '@kontor/core';
import type { AcceptedTransfer } from '@kontor/protocol/rest';
import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';
import { type Arriving, alreadyInstalled, barInTeam, needsOf } from './arrival-needs.ts';
import type { TransferPorts } from './create-transfer.ts';
import { judgeRequest, over } from './find-target.ts';
import { lockLeaving } from './leaving-installation.ts';
import { moveInstallation } from './move-installation.ts';
import { disconnectAll, type EndedConnection } from './settle-parts.ts';
import { tellOfEnded } from './tell-of-move.ts';
import { findTransfer, type TransferRow } from './transfer-store.ts';

export type Taking = {
  readonly codeHash: Buffer;
  readonly teamId: string;
  readonly actor: Actor;
  readonly acceptedPolicies: readonly string[];
};

/**
 * Takes an installation over, all at once or not at all: its provider files everything under its id
 * and is asked nothing, so there is nothing to break off in between. The provider hears of it by
 * webhook, and every token names the new account from then on.
 *
 * @see spec/transfers.md — TRF-21 to TRF-25; spec/partner-api.md §7.11
 */
export async function takeInstallation(
  ports: TransferPorts,
  request: TransferRow,
  taking: Taking,
): Promise<Result<AcceptedTransfer, Refusal>> {
  const { database, catalog } = ports;
  const { source_team_id: teamId, installation_id } = request;
  const place = { teamId, installationId: installation_id ?? '' };
  const integration = await findIntegration(database.read, catalog, place);
  if (integration === undefined) return over('stands for something that is gone');
  const arriving = {
    ...{ teamId: taking.teamId, installationId: place.installationId, integration },
    acceptedPolicies: taking.acceptedPolicies,
    plans: await plansWithin(database.read, place),
  };
  const [need] = await needsOf(ports, database.read, arriving);
  if (need !== undefined) return { ok: false, error: need };
  try {
    const taken = await database.transact((sql) => take(ports, sql, { taking, arriving }));
    // tokens of the installation speak for another team now
    if (taken.ok) ports.forget();
    return taken;
  } catch (error) {
    // the team has installed it by itself just now
    if (!isSecondOfKind(error)) throw error;
    return { ok: false, error: alreadyInstalled(integration) };
  }
}

type Context = { readonly taking: Taking; readonly arriving: Arriving };

async function take(
  ports: TransferPorts,
  sql: Sql,
  { taking: { codeHash, teamId: to, actor, acceptedPolicies }, arriving }: Context,
): Promise<Result<AcceptedTransfer, Refusal>> {
  const at = ports.now();
  const found = judgeRequest(await findTransfer(sql, codeHash, 'for update'), to, at);
  if (!found.ok) return found;
  if (found.value.answer !== null) return ok(found.value.answer);
  const { source_team_id: from, disconnects } = found.value;
  const { installationId, integration } = arriving;
  const leaving = await lockLeaving(sql, { teamId: from, installationId });
  if (leaving === undefined) return over('stands for something that is gone');
  const flaw = judgeInstallation(leaving, { disconnects }) ?? (await barInTeam(sql, arriving));
  if (flaw !== undefined) return { ok: false, error: flaw };
  const work = { sql, vault: ports.vault };
  const ended = disconnects ? await disconnectWithin(work, from, installationId) : [];
  const agreedAt = at.toISOString();
  const resources = await moveInstallation(
    { ...work, from, to, without: [] },
    {
      installationId,
      at,
      acceptedPolicies: Object.fromEntries(acceptedPolicies.map((policy) => [policy, agreedAt])),
      installedBy: actor.kind === 'person' ? actor.userId : null,
    },
  );
  const answer = {
    partnerCalls: [],
    resourceTransferErrors: [],
    transferredStoreIds: [...resources],
  };
  await sql(
    `update transfer_request set status = 'done', answer = $2, ended_at = $3, target_team_id = $4,
       target_actor = $5 where code_hash = $1`,
    [codeHash, answer, at, to, actor],
  );
  await tellOfEnded({ sql, recordEvent: ports.recordEvent }, from, ended);
  const subject = { installation: installationId, integration: integration.id };
  await ports.recordEvent(sql, {
    ...{ teamId: from, type: 'installation.transferred-out', actor: { kind: 'system' } },
    ...{ subject, data: { name: integration.name, resources: [...resources] } },
  });
  await ports.recordEvent(sql, {
    ...{ teamId: to, type: 'installation.transferred-in', actor, subject },
    data: {
      name: integration.name,
      resources: [...resources],
      // as its provider knows the former team
      previousAccountId: ports.accountIdFor(from, integration.id),
    },
  });
  return ok(answer);
}

async function disconnectWithin(
  work: Parameters<typeof disconnectAll>[0],
  teamId: string,
  installationId: string,
): Promise<readonly EndedConnection[]> {
  const rows = await work.sql<{ resource_id: string }>(
    `select resource_id from resource where team_id = $1 and installation_id = $2
       and lifecycle = 'active'`,
    [teamId, installationId],
  );
  return disconnectAll(
    work,
    teamId,
    rows.map((row) => row.resource_id),
  );
}

type Place = { readonly teamId: string; readonly installationId: string };

/** What the catalogue says of the integration of an installation. */
export async function findIntegration(
  sql: Sql,
  catalog: TransferPorts['catalog'],
  { teamId, installationId }: Place,
) {
  const [row] = await sql<{ integration_id: string }>(
    'select integration_id from installation where team_id = $1 and installation_id = $2',
    [teamId, installationId],
  );
  return row && catalog(row.integration_id);
}

/** Plans under which an installation and its resources are billed. */
export async function plansWithin(
  sql: Sql,
  { teamId, installationId }: Place,
): Promise<readonly ResolvedBillingPlan[]> {
  const rows = await sql<{ plan: ResolvedBillingPlan }>(
    `select billing_plan as plan from installation
     where team_id = $1 and installation_id = $2 and lifecycle = 'installed'
       and billing_plan is not null
     union all select billing_plan from resource
     where team_id = $1 and installation_id = $2 and lifecycle = 'active'
       and billing_plan is not null`,
    [teamId, installationId],
  );
  return rows.map(({ plan }) => plan);
}

/** Whether a statement has failed because the team has an installation of the integration already. */
function isSecondOfKind(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'constraint' in error &&
    error.constraint === 'installation_one_of_kind'
  );
}
