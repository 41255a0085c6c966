import {
  allows,
  type createChangeSharedVariables,
  type createRemoveSharedVariables,
  type createShareVariables,
  type NewEvent,
  ok,
  type Refusal,
  type Result,
  type SharedVariableChange,
  sharedVariableNotFound,
} from '@kontor/core';
import { restEndpoints } from '@kontor/protocol/rest';
import {
  type ProjectId,
  projectId,
  type SharedVariableId,
  sharedVariableId,
  teamId,
} from '@kontor/protocol/vocabulary';
import type * as z from 'zod';
import { forbidden } from '../http/authorise.ts';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import { projectFor } from '../http/routes/project-scope.ts';
import { openShared, type SharedVariableRow } from '../postgres/shared-variable-store.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Vault } from '../vault/vault.ts';
import { withoutAbsent } from '../without-absent.ts';
import { failureOf, listShared, shownShared } from './shared-variable-view.ts';

export type SharedVariablePorts = {
  readonly read: Sql;
  readonly vault: Vault;
  readonly shareVariables: ReturnType<typeof createShareVariables>;
  readonly changeSharedVariables: ReturnType<typeof createChangeSharedVariables>;
  readonly removeSharedVariables: ReturnType<typeof createRemoveSharedVariables>;
  readonly recordEvent: (teamId: string, event: NewEvent) => Promise<void>;
};

/** Variables of a team that several projects share, as clients of the protocol see them. */
export function sharedVariableRoutes(ports: SharedVariablePorts): readonly Route[] {
  const { read, vault } = ports;
  return [
    route(restEndpoints.listSharedEnvVariable, async ({ caller, query }) => {
      const found = await listShared(read, caller, query);
      const data = found.map((each) => ({ ...each, securityIssues: [] }));
      const pagination = { count: data.length, next: null, prev: null };
      return ok({ status: 200, body: { data, pagination } });
    }),
    route(restEndpoints.createSharedEnvVariable, async ({ caller, body }) => {
      const projectIds = projectIdsIn(body.projectId);
      const done = await ports.shareVariables({
        ...by(caller),
        projectIds,
        variables: body.evs.map(({ key: name, value, comment = null }) => {
          return { name, value, comment, environments: body.target, type: body.type };
        }),
      });
      if (!done.ok) return done;
      const created = done.value.written.map((each) => shownShared(each, caller.team.id));
      const failed = done.value.failed.map(({ key, refusal }) => failureOf(refusal, { key }));
      return ok({ status: 201, body: { created, failed } });
    }),
    route(restEndpoints.getSharedEnvVar, async ({ caller, params }) => {
      const found = await one(read, caller, params.variable);
      if (!found.ok) return found;
      const { shown, row } = found.value;
      const { value: _withheld, ...closed } = shown;
      if (row.type === 'sensitive') return ok({ status: 200, body: closed });
      const action = 'shared-variable:read-values';
      if (!allows(caller.grant, { action }, caller.at)) {
        return forbidden(action, caller.grant.role);
      }
      await ports.recordEvent(caller.team.id, {
        type: 'shared-variable.read',
        actor: caller.actor,
        subject: { sharedVariable: shown.id },
        data: { name: shown.key },
      });
      const { value } = await openShared(vault, caller.team.id, row);
      return ok({ status: 200, body: { ...shown, value, decrypted: true } });
    }),
    route(restEndpoints.updateSharedEnvVariable, async ({ caller, body }) => {
      const changes = Object.entries(body.updates).map(
        ([id, update]) => [id as SharedVariableId, changeIn(update)] as const,
      );
      const done = await ports.changeSharedVariables({
        ...by(caller),
        changes: new Map(changes),
      });
      const updated = done.written.map((each) => shownShared(each, caller.team.id));
      const failed = done.failed.map(({ key: envVarId, refusal }) =>
        failureOf(refusal, { envVarId }),
      );
      return ok({ status: 200, body: { updated, failed } });
    }),
    route(restEndpoints.deleteSharedEnvVariable, async ({ caller, body }) => {
      const ids = [...new Set(body.ids)] as SharedVariableId[];
      const { removed, missing } = await ports.removeSharedVariables({ ...by(caller), ids });
      const failed = missing.map((envVarId) =>
        failureOf(sharedVariableNotFound(envVarId).error, { envVarId }),
      );
      return ok({ status: 200, body: { deleted: [...removed], failed } });
    }),
    route(restEndpoints.unlinkSharedEnvVariable, async ({ caller, params }) => {
      const action = 'shared-variable:write';
      const project = await projectFor(read, caller, { ...params, action });
      if (!project.ok) return project;
      const id = sharedVariableId.safeParse(params.variable);
      if (!id.success) return sharedVariableNotFound(params.variable);
      const unlink = [projectId.parse(project.value.project_id)];
      const { failed } = await ports.changeSharedVariables({
        ...by(caller),
        changes: new Map([[id.data, { unlink }]]),
      });
      const [refused] = failed;
      if (refused !== undefined) return { ok: false, error: refused.refusal };
      return ok({ status: 200, body: { id: id.data } });
    }),
  ];
}

function by(caller: TeamCaller) {
  return { teamId: teamId.parse(caller.team.id), actor: caller.actor };
}

async function one(read: Sql, caller: TeamCaller, id: string) {
  const [row] = await read<SharedVariableRow>(
    'select * from shared_variable where team_id = $1 and shared_variable_id = $2',
    [caller.team.id, id],
  );
  const [shown] = await listShared(read, caller, { ids: [id] });
  const found: Result<
    { readonly row: SharedVariableRow; readonly shown: NonNullable<typeof shown> },
    Refusal
  > = row && shown ? ok({ row, shown }) : sharedVariableNotFound(id);
  return found;
}

type Update = z.output<typeof restEndpoints.updateSharedEnvVariable.request>['updates'][string];

function changeIn({ key, target, projectId, projectIdUpdates, ...rest }: Update) {
  const change: SharedVariableChange = withoutAbsent({
    ...rest,
    name: key,
    environments: target,
    projectIds: projectId && projectIdsIn(projectId),
    link: projectIdUpdates?.link && projectIdsIn(projectIdUpdates.link),
    unlink: projectIdUpdates?.unlink && projectIdsIn(projectIdUpdates.unlink),
  });
  return change;
}

/** An id of another shape names no project, so it is not found like any other. */
function projectIdsIn(texts: readonly string[]): readonly ProjectId[] {
  return texts as readonly ProjectId[];
}
