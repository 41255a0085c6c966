import {
  allows,
  ok,
  type Refusal,
  type Result,
  refuse,
  resolveEnvironments,
  writeInto,
} from '@kontor/core';
import { variableId } from '@kontor/protocol/vocabulary';
import { forbidden } from '../http/authorise.ts';
import type {
  CustomEnvironmentPorts,
  ProjectInHand,
} from '../http/routes/custom-environment-changes.ts';
import { mayTouch } from '../http/routes/project-scope.ts';
import { mintId } from '../ids.ts';
import { environmentStore } from '../postgres/environment-store.ts';
import { eventLog } from '../postgres/event-log.ts';
import { projectOf, projectStore } from '../postgres/project-store.ts';
import { variableStore } from '../postgres/variable-store.ts';

/**
 * Copies the hand-written variables of one environment into another that is still empty. Who may not
 * read the one could read its values in the other, and is refused.
 */
export async function copyVariables(
  { vault, now }: CustomEnvironmentPorts,
  { sql, tx: { customEnvironments }, caller, project }: ProjectInHand,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Result<null, Refusal>> {
  const existing = await customEnvironments.list(project.project_id);
  const resolved = resolveEnvironments([from], existing);
  if (!resolved.ok) {
    const message = `There is no environment '${from}' to copy from. The project has: ${resolved.error.known.join(', ')}.`;
    return refuse('invalid_request', message, { fields: [{ key: 'copyEnvVarsFrom', message }] });
  }
  const [environment = from] = resolved.value;
  const { project_id: projectId } = project;
  const reading = { action: 'environment:read-values', projectId, environment } as const;
  if (!allows(caller.grant, reading, now())) return forbidden(reading.action, caller.grant.role);
  const { id: teamId } = caller.team;
  const tx = {
    projects: projectStore(sql, teamId, vault),
    variables: variableStore(sql, teamId, vault),
    environments: environmentStore(sql, teamId, vault),
    events: eventLog(sql, teamId, now),
  };
  const { variables } = await tx.projects.inputs(projectId);
  const { failed } = await writeInto(tx, {
    project: projectOf(project),
    actor: caller.actor,
    mayTouch: mayTouch(caller, 'variable:write'),
    at: now(),
    overwrites: false,
    mintVariableId: () => variableId.parse(mintId('variable')),
    variables: variables
      .filter((each) => each.gitBranch === null && each.environments.includes(environment))
      .map(({ variableId: _former, ...variable }) => ({ ...variable, environments: [to] })),
  });
  const [refused] = failed;
  return refused === undefined ? ok(null) : { ok: false, error: refused.refusal };
}
