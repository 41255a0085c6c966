import {
  type createChangeVariable,
  type createRemoveVariables,
  type createWriteVariables,
  isBuiltInEnvironment,
  type NewVariable,
  ok,
  type Refusal,
  type Result,
} from '@kontor/core';
import { type NewRestVariable, type RestVariable, restEndpoints } from '@kontor/protocol/rest';
import { teamId, type VariableId } from '@kontor/protocol/vocabulary';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import { mayTouch } from '../http/routes/project-scope.ts';
import { withoutAbsent } from '../without-absent.ts';
import {
  entryOf,
  type VariableReadingPorts,
  type VariablesOfProject,
  variablesFor,
} from './variable-reading.ts';
import { failureOf, protocolRefusal, requireWritten } from './variable-refusals.ts';
import { closedVariable, shownVariable } from './variable-view.ts';

export type RestVariableChangesPorts = Pick<VariableReadingPorts, 'read' | 'vault'> & {
  readonly writeVariables: ReturnType<typeof createWriteVariables>;
  readonly changeVariable: ReturnType<typeof createChangeVariable>;
  readonly removeVariables: ReturnType<typeof createRemoveVariables>;
};

const action = 'variable:write';

/** Changes of hand-written variables, as clients of the protocol make them. @see spec/platform-api.md §4.2 */
export function restVariableChanges(ports: RestVariableChangesPorts): readonly Route[] {
  const { writeVariables, changeVariable, removeVariables } = ports;

  const common = (caller: TeamCaller, project: string) => ({
    teamId: teamId.parse(caller.team.id),
    actor: caller.actor,
    project,
    mayTouch: mayTouch(caller, action),
  });

  /** One variable as it is after a change. */
  async function shown(
    caller: TeamCaller,
    project: string,
    id: string,
  ): Promise<Result<RestVariable, Refusal>> {
    const found = await variablesFor(ports, caller, { project, action });
    if (!found.ok) return found;
    const entry = entryOf(found.value, id);
    return entry.ok ? ok(await shownVariable(entry.value, found.value.custom)) : entry;
  }

  return [
    route(restEndpoints.createProjectEnv, async ({ caller, params, query, body }) => {
      const bodies = Array.isArray(body) ? body : [body];
      const wanted = bodies.map(newVariableOf);
      const done = await writeVariables({
        ...common(caller, params.project),
        variables: wanted,
        overwrites: query.upsert === 'true',
      });
      if (!done.ok) return done;
      const after = await variablesFor(ports, caller, { ...params, action });
      if (!after.ok) return after;
      const failed = done.value.failed.map(({ index, refusal }) =>
        told(wanted[index], refusal, after.value),
      );
      const [refused] = failed;
      if (!Array.isArray(body) && refused) return { ok: false, error: refused.refusal };
      const created = await Promise.all(
        done.value.written
          .flatMap(({ variableId }) => after.value.entries.filter(({ id }) => id === variableId))
          .map((entry) => shownVariable(entry, after.value.custom)),
      );
      const [one] = created;
      const failures = failed.map(({ failure }) => failure);
      return ok({
        status: 201,
        body: { created: Array.isArray(body) || !one ? created : one, failed: failures },
      });
    }),
    route(restEndpoints.editProjectEnv, async ({ caller, params, body }) => {
      const found = await variablesFor(ports, caller, { ...params, action });
      if (!found.ok) return found;
      const entry = entryOf(found.value, params.variable);
      if (!entry.ok) return entry;
      const written = requireWritten(entry.value);
      if (!written.ok) return written;
      const { key, target, customEnvironmentIds, ...rest } = body;
      const changed = await changeVariable({
        ...common(caller, params.project),
        variableId: entry.value.id as VariableId,
        change: withoutAbsent({
          ...rest,
          name: key,
          environments: retargeted({ target, customEnvironmentIds }),
        }),
      });
      if (changed.ok) {
        const answer = await shown(caller, params.project, params.variable);
        return answer.ok ? ok({ status: 200, body: answer.value }) : answer;
      }
      const { key: formerKey, environments, gitBranch } = entry.value;
      const wanted = {
        key: key ?? formerKey,
        environments: retargeted({ target, customEnvironmentIds })?.(environments) ?? environments,
        gitBranch: body.gitBranch === undefined ? gitBranch : body.gitBranch,
      };
      return { ok: false, error: protocolRefusal(changed.error, wanted, found.value) };
    }),
    route(restEndpoints.removeProjectEnv, async ({ caller, params, query }) => {
      const found = await variablesFor(ports, caller, { ...params, action });
      if (!found.ok) return found;
      const entry = entryOf(found.value, params.variable);
      if (!entry.ok) return entry;
      const written = requireWritten(entry.value);
      if (!written.ok) return written;
      const former = closedVariable(entry.value, found.value.custom);
      const variableId = entry.value.id as VariableId;
      const { customEnvironmentId } = query;
      const slug = found.value.custom.find(({ id }) => id === customEnvironmentId)?.slug;
      const isOneOfSeveral = slug !== undefined && entry.value.environments.length > 1;
      const removed = isOneOfSeveral
        ? await changeVariable({
            ...common(caller, params.project),
            variableId,
            change: { environments: (names) => names.filter((each) => each !== slug) },
          })
        : await removeVariables({ ...common(caller, params.project), variableIds: [variableId] });
      return removed.ok ? ok({ status: 200, body: former }) : removed;
    }),
    route(restEndpoints.batchRemoveProjectEnv, async ({ caller, params, body }) => {
      const found = await variablesFor(ports, caller, { ...params, action });
      if (!found.ok) return found;
      const entries = found.value.entries.filter(({ id }) => body.ids.includes(id));
      for (const entry of entries) {
        const written = requireWritten(entry);
        if (!written.ok) return written;
      }
      const removed = await removeVariables({
        ...common(caller, params.project),
        variableIds: entries.map(({ id }) => id as VariableId),
      });
      if (!removed.ok) return removed;
      const ids = removed.value.map(({ variableId }) => variableId);
      return ok({ status: 200, body: { deleted: ids.length, ids } });
    }),
  ];
}

/** Why a variable was not written, as an answer of its own and as one of several. */
function told(wanted: NewVariable | undefined, refusal: Refusal, after: VariablesOfProject) {
  if (wanted === undefined) throw new Error('a variable failed that was not asked for');
  const asked = { ...wanted, key: wanted.name };
  const translated = protocolRefusal(refusal, asked, after);
  return { refusal: translated, failure: failureOf(translated, asked) };
}

/** A variable as clients of the protocol write it. */
export function newVariableOf(body: NewRestVariable): NewVariable {
  const { key, value, type, target = [], customEnvironmentIds = [] } = body;
  return {
    name: key,
    value,
    type,
    environments: [...target, ...customEnvironmentIds],
    gitBranch: body.gitBranch ?? null,
    comment: body.comment ?? null,
    visibility: body.visibility ?? null,
  };
}

/** The two halves of what a variable is for, of which a change may name one. */
function retargeted({
  target,
  customEnvironmentIds,
}: Pick<NewRestVariable, 'target' | 'customEnvironmentIds'>) {
  if (target === undefined && customEnvironmentIds === undefined) return undefined;
  return (former: readonly string[]): readonly string[] => [
    ...(target ?? former.filter(isBuiltInEnvironment)),
    ...(customEnvironmentIds ?? former.filter((each) => !isBuiltInEnvironment(each))),
  ];
}
