import type { ActionOutcome, CompiledVariable, DeploymentStore } from '@kontor/core';
import type { ResourceId } from '@kontor/protocol/vocabulary';
import type { Vault } from '../vault/vault.ts';
import type { Sql } from './sql.ts';

/** What actions give to deployments alone, sealed where it rests. */
export function actionOutcomes(
  sql: Sql,
  teamId: string,
  vault: Vault,
): Pick<DeploymentStore, 'putOutcome' | 'outcomes' | 'forgetOutcomes'> {
  return {
    putOutcome: async (id, { resourceId, action, variables }) => {
      const content = Buffer.from(JSON.stringify(variables), 'utf8');
      const context = actionContext({ id, resourceId, action });
      const sealed = await vault.seal(teamId, context, content);
      await sql(
        `update deployment_action_run set sealed_variables = $5
         where team_id = $1 and deployment_id = $2 and resource_id = $3 and action = $4`,
        [teamId, id, resourceId, action, sealed],
      );
    },
    outcomes: (id) => readOutcomes({ sql, vault, teamId }, id),
    forgetOutcomes: async (id) => {
      await sql(
        `update deployment_action_run set sealed_variables = null
         where team_id = $1 and deployment_id = $2`,
        [teamId, id],
      );
    },
  };
}

type Row = { resource_id: ResourceId; action: string; sealed: Buffer };
type Place = { readonly sql: Sql; readonly vault: Vault; readonly teamId: string };

/** What actions gave to a deployment; `onlySucceeded` leaves out what may still change. */
export async function readOutcomes(
  { sql, vault, teamId }: Place,
  id: string,
  { onlySucceeded = false } = {},
): Promise<readonly ActionOutcome[]> {
  const rows = await sql<Row>(
    `select resource_id, action, sealed_variables as sealed from deployment_action_run
     where team_id = $1 and deployment_id = $2 and sealed_variables is not null
       and (status = 'succeeded' or not $3) order by place`,
    [teamId, id, onlySucceeded],
  );
  return Promise.all(
    rows.map(async ({ resource_id: resourceId, action, sealed }) => {
      const bytes = await vault.open(teamId, actionContext({ id, resourceId, action }), sealed);
      const variables = JSON.parse(bytes.toString('utf8')) as CompiledVariable[];
      return { resourceId, action, variables };
    }),
  );
}

/** What the vault binds it to. */
export function actionContext({
  id,
  resourceId,
  action,
}: {
  readonly id: string;
  readonly resourceId: string;
  readonly action: string;
}): string {
  return `deployment-action:${id}:${resourceId}:${action}`;
}
