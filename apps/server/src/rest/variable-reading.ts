import {
  allows,
  type CustomEnvironment,
  type NewEvent,
  ok,
  type Refusal,
  type Result,
  variableNotFound,
} from '@kontor/core';
import type { Action, ProjectId } from '@kontor/protocol/vocabulary';
import type { TeamCaller } from '../http/route.ts';
import { projectFor } from '../http/routes/project-scope.ts';
import { projectStore } from '../postgres/project-store.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Vault } from '../vault/vault.ts';
import { type VariableEntry, variableEntries } from './variable-entries.ts';

export type VariableReadingPorts = {
  readonly read: Sql;
  readonly vault: Vault;
  readonly recordEvent: (teamId: string, event: NewEvent) => Promise<void>;
};

/** The variables of a project, with what is needed to show them. */
export type VariablesOfProject = {
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly custom: readonly CustomEnvironment[];
  readonly entries: readonly VariableEntry[];
};

/** Every variable of the project that a path names, if the caller may do `action` there. */
export async function variablesFor(
  { read, vault }: Pick<VariableReadingPorts, 'read' | 'vault'>,
  caller: TeamCaller,
  { project, action }: { readonly project: string; readonly action: Action },
): Promise<Result<VariablesOfProject, Refusal>> {
  const found = await projectFor(read, caller, { project, action });
  if (!found.ok) return found;
  const { project_id: projectId, name: projectName } = found.value;
  const custom = await projectStore(read, caller.team.id, vault).customEnvironments(projectId);
  const entries = await variableEntries(read, vault, { teamId: caller.team.id, projectId });
  return ok({ projectId, projectName, custom, entries });
}

/** One of them by its id. */
export function entryOf(
  { entries }: VariablesOfProject,
  id: string,
): Result<VariableEntry, Refusal> {
  const entry = entries.find((each) => each.id === id);
  return entry === undefined ? variableNotFound(id) : ok(entry);
}

/** Whether a caller may read the value of a variable in every environment that it is for. */
export function mayRead(
  { grant, at }: TeamCaller,
  projectId: ProjectId,
  { environments }: VariableEntry,
): boolean {
  const attempt = { action: 'environment:read-values', projectId } as const;
  const places = environments.map((environment) => ({ ...attempt, environment }));
  return (places.length === 0 ? [attempt] : places).every((each) => allows(grant, each, at));
}

/** Puts into the log who is about to see which values, before they leave the host. */
export async function noteReading(
  { recordEvent }: Pick<VariableReadingPorts, 'recordEvent'>,
  { team, actor }: TeamCaller,
  projectId: ProjectId,
  entries: readonly VariableEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await recordEvent(team.id, {
    type: 'variable.read',
    actor,
    subject: { project: projectId },
    data: { variables: entries.map(({ id, key }) => ({ id, name: key })) },
  });
}
