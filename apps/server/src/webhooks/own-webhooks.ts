import { randomBytes } from 'node:crypto';
import { allows, ok, projectNotFound, type Refusal, type Result, refuse } from '@kontor/core';
import type { NewWebhook } from '@kontor/protocol/rest';
import type { Action } from '@kontor/protocol/vocabulary';
import { withoutQuery } from '../catalog/check-addresses.ts';
import { forbidden } from '../http/authorise.ts';
import type { TeamCaller } from '../http/route.ts';
import { mintId } from '../ids.ts';
import { checkProviderUrl } from '../partner-api/provider-url.ts';
import type { RecordEvent } from '../people/record-event.ts';
import type { Database } from '../postgres/database.ts';
import type { Sql } from '../postgres/sql.ts';
import { type Webhook, webhookStore } from '../postgres/webhook-store.ts';
import type { Vault } from '../vault/vault.ts';
import { webhookSecretContext } from './addresses.ts';

export type OwnWebhooksPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly vault: Pick<Vault, 'seal'>;
  readonly recordEvent: RecordEvent;
  readonly allowPrivateAddresses: boolean;
  readonly now: () => Date;
};

/** Webhooks that one team may have. */
const MOST_WEBHOOKS = 20;
const SECRET_BYTES = 32;

/** The webhooks that teams make for themselves. @see spec/platform-api.md §4.4 */
export type OwnWebhooks = ReturnType<typeof createOwnWebhooks>;

export function createOwnWebhooks(ports: OwnWebhooksPorts) {
  const { database } = ports;
  return {
    list: async (caller: TeamCaller, projectId?: string) => {
      const allowed = ofWholeTeam(caller, 'event:read');
      if (!allowed.ok) return allowed;
      const store = webhookStore(database.read, caller.team.id);
      return ok(await (projectId === undefined ? store.list() : store.listFor(projectId)));
    },
    find: async (caller: TeamCaller, id: string) => {
      const allowed = ofWholeTeam(caller, 'event:read');
      if (!allowed.ok) return allowed;
      const found = await webhookStore(database.read, caller.team.id).find(id);
      return found === undefined ? webhookNotFound(id) : ok(found);
    },
    create: async (caller: TeamCaller, wanted: NewWebhook) => {
      const allowed = ofWholeTeam(caller, 'webhook:manage');
      return allowed.ok ? create(ports, caller, wanted) : allowed;
    },
    remove: async (caller: TeamCaller, id: string): Promise<Result<null, Refusal>> => {
      const allowed = ofWholeTeam(caller, 'webhook:manage');
      if (!allowed.ok) return allowed;
      return database.transact(async (sql): Promise<Result<null, Refusal>> => {
        if (!(await webhookStore(sql, caller.team.id).remove(id))) return webhookNotFound(id);
        await ports.recordEvent(sql, {
          teamId: caller.team.id,
          type: 'webhook.removed',
          actor: caller.actor,
          subject: { webhook: id },
        });
        return ok(null);
      });
    },
  };
}

/** A webhook hears of the whole team, so a token that is limited to a part of it has no part in one. */
export function ofWholeTeam(caller: TeamCaller, action: Action): Result<null, Refusal> {
  const isWhole = allows(caller.grant, { action }, caller.at);
  return isWhole ? ok(null) : forbidden(action, caller.grant.role);
}

type Made = { readonly webhook: Webhook; readonly secret: string };

async function create(
  ports: OwnWebhooksPorts,
  caller: TeamCaller,
  { url, events, projectIds }: NewWebhook,
): Promise<Result<Made, Refusal>> {
  const checked = checkProviderUrl(withoutQuery(url), ports);
  if (!checked.ok) {
    const { message } = checked.error;
    const fields = [{ key: 'url', message }];
    return refuse('address_not_allowed', `url cannot be called. ${message}`, { fields });
  }
  const at = ports.now();
  const { id: teamId } = caller.team;
  const webhook: Webhook = {
    id: mintId('webhook', at),
    url,
    events: [...new Set(events)],
    projectIds: projectIds === undefined ? null : [...new Set(projectIds)],
    createdAt: at,
    updatedAt: at,
  };
  const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  const context = webhookSecretContext(webhook.id);
  const sealed = await ports.vault.seal(teamId, context, Buffer.from(secret, 'utf8'));
  return ports.database.transact(async (sql): Promise<Result<Made, Refusal>> => {
    const missing = await missingProject(sql, teamId, webhook.projectIds ?? []);
    if (missing !== undefined) return projectNotFound(missing);
    const store = webhookStore(sql, teamId);
    await lockWebhooks(sql, teamId);
    if ((await store.list()).length >= MOST_WEBHOOKS) return tooMany();
    await ports.recordEvent(sql, {
      teamId,
      type: 'webhook.created',
      actor: caller.actor,
      subject: { webhook: webhook.id },
      // the rest of an address can be a secret
      data: { host: new URL(url).host, events: [...webhook.events] },
    });
    // the log is this transaction's until its end
    await store.insert(webhook, sealed);
    return ok({ webhook, secret });
  });
}

/** Two that are made at once are counted one after the other. */
async function lockWebhooks(sql: Sql, teamId: string): Promise<void> {
  await sql(`select pg_advisory_xact_lock(hashtextextended('webhooks:' || $1, 0))`, [teamId]);
}

async function missingProject(
  sql: Sql,
  teamId: string,
  projectIds: readonly string[],
): Promise<string | undefined> {
  const rows = await sql<{ project_id: string }>(
    'select project_id from project where team_id = $1 and project_id = any($2)',
    [teamId, projectIds],
  );
  const found = new Set(rows.map((row) => row.project_id));
  return projectIds.find((id) => !found.has(id));
}

function tooMany() {
  return refuse(
    'too_many_webhooks',
    `A team has at most ${MOST_WEBHOOKS} webhooks. Remove one that is not needed any more.`,
    { limit: MOST_WEBHOOKS },
  );
}

export function webhookNotFound(id: string) {
  return refuse('webhook_not_found', `There is no webhook '${id}' in this team.`);
}
