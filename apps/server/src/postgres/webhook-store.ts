import type { WebhookType } from '@kontor/protocol/webhooks';
import type { Sql } from './sql.ts';

/** A webhook that a team has made, without its secret. */
export type Webhook = {
  readonly id: string;
  readonly url: string;
  readonly events: readonly WebhookType[];
  /** Null for every project and what is of no project. */
  readonly projectIds: readonly string[] | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** Webhooks of one team in PostgreSQL, on the connection that `sql` runs on. */
export function webhookStore(sql: Sql, teamId: string) {
  const many = async (rest: string, ...values: unknown[]) =>
    (await sql<Row>(`${SELECT} ${rest}`, [teamId, ...values])).map(webhookOf);
  return {
    /** The oldest first. */
    list: () => many('order by created_at, webhook_id'),
    /** Those that hear of a project. */
    listFor: (projectId: string) =>
      many(
        'and (project_ids is null or $2 = any(project_ids)) order by created_at, webhook_id',
        projectId,
      ),
    find: async (id: string) => (await many('and webhook_id = $2', id))[0],

    /** What is in the log by now it does not hear of, though webhooks of it may still have to be made. */
    insert: async (webhook: Webhook, sealedSecret: Buffer): Promise<void> => {
      await sql(
        `insert into webhook (team_id, webhook_id, url, events, project_ids, sealed_secret,
           created_at, updated_at, listens_after)
         values ($1, $2, $3, $4, $5, $6, $7, $8,
           (select sequence from event_head where team_id = $1))`,
        [
          teamId,
          webhook.id,
          webhook.url,
          webhook.events,
          webhook.projectIds,
          sealedSecret,
          webhook.createdAt,
          webhook.updatedAt,
        ],
      );
    },

    /** Removes it with everything that it was sent or waits for. Answers whether it was there. */
    remove: async (id: string): Promise<boolean> => {
      const rows = await sql(
        'delete from webhook where team_id = $1 and webhook_id = $2 returning 1',
        [teamId, id],
      );
      for (const table of OF_RECEIVERS) {
        await sql(`delete from ${table} where team_id = $1 and receiver_id = $2`, [teamId, id]);
      }
      return rows.length > 0;
    },
  };
}

const OF_RECEIVERS = ['webhook_line', 'webhook_delivery', 'webhook_redelivery', 'webhook_receiver'];

const SELECT = `select webhook_id, url, events, project_ids, created_at, updated_at from webhook
  where team_id = $1`;

type Row = {
  webhook_id: string;
  url: string;
  events: WebhookType[];
  project_ids: string[] | null;
  created_at: Date;
  updated_at: Date;
};

function webhookOf(row: Row): Webhook {
  return {
    id: row.webhook_id,
    url: row.url,
    events: row.events,
    projectIds: row.project_ids,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
