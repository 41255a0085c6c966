import {
  type createChangeVariable,
  type createRemoveVariable,
  type createWriteVariable,
  ok,
  type Refusal,
  type Result,
  refuse,
  type WrittenVariable,
} from '@kontor/core';
import { kontorEndpoints, type Variable as VariableView } from '@kontor/protocol/kontor';
import {
  isPublicVariableName,
  teamId,
  type VariableId,
  variableId,
} from '@kontor/protocol/vocabulary';
import type { Sql } from '../../postgres/sql.ts';
import { type VariableRow, variableColumns, variableOf } from '../../postgres/variable-store.ts';
import { withoutAbsent } from '../../without-absent.ts';
import { type Route, route } from '../route.ts';
import { mayTouch, projectFor, requireWithin } from './project-scope.ts';

export type VariableRoutesPorts = {
  readonly read: Sql;
  readonly writeVariable: ReturnType<typeof createWriteVariable>;
  readonly changeVariable: ReturnType<typeof createChangeVariable>;
  readonly removeVariable: ReturnType<typeof createRemoveVariable>;
};

export function variableRoutes(ports: VariableRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.listVariables, async ({ caller, params }) => {
      const project = await projectFor(ports.read, caller, { ...params, action: 'project:read' });
      if (!project.ok) return project;
      const rows = await ports.read<Omit<VariableRow, 'sealed'>>(
        `select ${variableColumns} from variable
         where team_id = $1 and project_id = $2 order by name, variable_id`,
        [caller.team.id, project.value.project_id],
      );
      const variables = rows.map((row) => viewOf(variableOf(row)));
      return ok({ status: 200, body: { variables } });
    }),
    route(kontorEndpoints.createVariable, async ({ caller, params, body }) => {
      const within = await requireWithin(ports.read, caller, params.project);
      if (!within.ok) return within;
      const written = await ports.writeVariable({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        project: params.project,
        variable: { ...body, visibility: null },
        mayTouch: mayTouch(caller, 'variable:write'),
      });
      return written.ok ? ok({ status: 201, body: { variable: viewOf(written.value) } }) : written;
    }),
    route(kontorEndpoints.updateVariable, async ({ caller, params, body }) => {
      const within = await requireWithin(ports.read, caller, params.project);
      if (!within.ok) return within;
      const id = readVariableId(params.variable);
      if (!id.ok) return id;
      const changed = await ports.changeVariable({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        project: params.project,
        variableId: id.value,
        change: withoutAbsent(body),
        mayTouch: mayTouch(caller, 'variable:write'),
      });
      return changed.ok ? ok({ status: 200, body: { variable: viewOf(changed.value) } }) : changed;
    }),
    route(kontorEndpoints.deleteVariable, async ({ caller, params }) => {
      const within = await requireWithin(ports.read, caller, params.project);
      if (!within.ok) return within;
      const id = readVariableId(params.variable);
      if (!id.ok) return id;
      const removed = await ports.removeVariable({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        project: params.project,
        variableId: id.value,
        mayTouch: mayTouch(caller, 'variable:write'),
      });
      return removed.ok ? ok({ status: 204, body: null }) : removed;
    }),
  ];
}

function readVariableId(text: string): Result<VariableId, Refusal> {
  const parsed = variableId.safeParse(text);
  if (parsed.success) return ok(parsed.data);
  return refuse('variable_not_found', `There is no variable '${text}' in this project.`);
}

function viewOf(variable: WrittenVariable): VariableView {
  return {
    id: variable.variableId,
    name: variable.name,
    environments: [...variable.environments],
    gitBranch: variable.gitBranch,
    type: variable.type,
    comment: variable.comment,
    isPublic: isPublicVariableName(variable.name),
    createdAt: variable.created.at.toISOString(),
    updatedAt: variable.updated.at.toISOString(),
  };
}
