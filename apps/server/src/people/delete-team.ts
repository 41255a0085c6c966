import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { closeLog } from '../postgres/event-log.ts';
import type { Sql } from '../postgres/sql.ts';
import { changePeople, type InTeam, type MemberChangePorts } from './member-changes.ts';

/**
 * Ends a team: its projects, tokens, invitations and memberships go, its history stays. What others
 * depend on has to be gone before: installations whose provider may still bill, and integrations
 * that other teams see or use.
 *
 * The log is closed before anything is looked at: that waits for changes on their way, so that what they leave is seen, and
 * whatever comes after finds it closed and cannot commit.
 */
export function deleteTeam(
  ports: MemberChangePorts,
  { team, actor }: InTeam,
): Promise<Result<null, Refusal>> {
  return changePeople(ports, { team, actor }, async ({ sql, store }) => {
    await ports.recordEvent(sql, {
      teamId: team.id,
      type: 'team.deleted',
      actor,
      subject: { team: team.id },
      data: { name: team.name, slug: team.slug },
    });
    await closeLog(sql, team.id, ports.now());
    const free = await requireUnused(sql, team.id);
    if (!free.ok) return free;
    for (const statement of REMOVALS) await sql(statement, [team.id]);
    await sql('update access_token set revoked_at = $2 where team_id = $1 and revoked_at is null', [
      team.id,
      ports.now(),
    ]);
    await sql('update service_team set removed_at = $2 where team_id = $1', [team.id, ports.now()]);
    await store.deleteTeam(team.id);
    return ok(null);
  });
}

/** Variables, environments and their versions go with their project. */
const REMOVALS = [
  'delete from connection where team_id = $1',
  'delete from project where team_id = $1',
  'delete from shared_variable where team_id = $1',
  'delete from webhook where team_id = $1',
  'delete from webhook_line where team_id = $1',
  'delete from webhook_delivery where team_id = $1',
  'delete from webhook_redelivery where team_id = $1',
  'delete from webhook_receiver where team_id = $1',
  'delete from installation_payment_method where team_id = $1',
  'update payment_method set removed_at = now(), is_default = false where team_id = $1 and removed_at is null',
  'delete from test_clock where team_id = $1',
];

async function requireUnused(sql: Sql, teamId: string): Promise<Result<null, Refusal>> {
  const installations = await sql<{ installation_id: string }>(
    `select installation_id from installation where team_id = $1 and finalized_at is null
     order by installation_id`,
    [teamId],
  );
  const integrations = await sql<{ slug: string }>(
    `select i.slug from integration i where i.owner_team_id = $1 and (i.is_published or exists (
       select from installation_route r join installation n using (team_id, installation_id)
       where r.integration_id = i.integration_id and n.finalized_at is null))
     order by i.slug`,
    [teamId],
  );
  if (installations.length + integrations.length === 0) return ok(null);
  const facts = {
    installations: installations.map(({ installation_id }) => installation_id),
    integrations: integrations.map(({ slug }) => slug),
  };
  return refuse('team_in_use', `The team cannot be deleted yet. ${whatToDo(facts)}`, facts);
}

function whatToDo(facts: { readonly installations: string[]; readonly integrations: string[] }) {
  return [
    facts.installations.length > 0 &&
      `Uninstall ${facts.installations.join(', ')} first, and wait until the provider has sent its last invoices.`,
    facts.integrations.length > 0 &&
      `Unpublish ${facts.integrations.join(', ')} first, and wait until nobody has it installed.`,
  ]
    .filter((part) => part !== false)
    .join(' ');
}
