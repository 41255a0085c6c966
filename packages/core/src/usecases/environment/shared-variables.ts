import type { EventType, ProjectId, SharedVariableId, TeamId } from '@kontor/protocol/vocabulary';
import { type Actor, idOfActor } from '../../domain/actor.ts';
import { applyChange, type ProjectChange } from '../../domain/environment/change.ts';
import { newCollisions } from '../../domain/environment/collision.ts';
import type { ProjectInputs, SharedVariable } from '../../domain/environment/project-inputs.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { NewEvent } from '../event/event-log.ts';
import { projectNotFound } from '../project/project-refusals.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { collide } from './collision-refusal.ts';
import type { StampedSharedVariable } from './project-store.ts';
import { refreshProjects } from './refresh-project.ts';
import { ruleRefusal } from './variable-writing.ts';

type SharedTx = Pick<TeamTx, 'projects' | 'sharedVariables' | 'environments' | 'events'>;

export type SharedVariablePorts = {
  readonly transact: Transact<SharedTx>;
  readonly now: () => Date;
  readonly mintSharedVariableId: () => SharedVariableId;
};

type Request = { readonly teamId: TeamId; readonly actor: Actor };

/** A shared variable as it may be told to whoever wrote it. */
export type WrittenSharedVariable = Omit<StampedSharedVariable, 'value'>;

/** What was done of several, each by itself, and why the others were not. */
export type SharedVariablesWritten = {
  readonly written: readonly WrittenSharedVariable[];
  readonly failed: readonly { readonly key: string; readonly refusal: Refusal }[];
};

export type ShareVariablesRequest = Request & {
  readonly variables: readonly Omit<SharedVariable, 'sharedVariableId'>[];
  readonly projectIds: readonly ProjectId[];
};

/**
 * Writes variables that several projects share, and links them. One that would collide in any of the
 * projects is refused, and the others are written.
 *
 * @see spec/concepts.md — C22
 */
export function createShareVariables({ transact, now, mintSharedVariableId }: SharedVariablePorts) {
  return (request: ShareVariablesRequest): Promise<Result<SharedVariablesWritten, Refusal>> =>
    transact(request.teamId, (tx) => shareIn(tx, { ...request, at: now(), mintSharedVariableId }));
}

type SharingIn = Omit<ShareVariablesRequest, 'teamId'> &
  Pick<SharedVariablePorts, 'mintSharedVariableId'> & { readonly at: Date };

/** The same in a transaction that goes on. */
export async function shareIn(
  tx: SharedTx,
  { variables, mintSharedVariableId, actor, at, ...request }: SharingIn,
): Promise<Result<SharedVariablesWritten, Refusal>> {
  const projectIds = [...new Set(request.projectIds)].sort();
  const missing = missingFrom(await tx.projects.lock(projectIds), projectIds);
  if (missing !== undefined) return projectNotFound(missing);
  const work = workIn(tx, { actor, at });
  for (const variable of variables) {
    const sharedVariableId = mintSharedVariableId();
    await work.put(variable.name, undefined, { ...variable, sharedVariableId, projectIds });
  }
  return ok(await work.end());
}

/** What is changed of a shared variable; what is left out stays. */
export type SharedVariableChange = Partial<Omit<SharedVariable, 'sharedVariableId'>> & {
  /** The projects that it shall be linked to, and no others. */
  readonly projectIds?: readonly ProjectId[] | undefined;
  readonly link?: readonly ProjectId[] | undefined;
  readonly unlink?: readonly ProjectId[] | undefined;
};

export type ChangeSharedRequest = Request & {
  readonly changes: ReadonlyMap<SharedVariableId, SharedVariableChange>;
};

/** Changes shared variables in every project that they are linked to, and which those are. */
export function createChangeSharedVariables({
  transact,
  now,
}: Omit<SharedVariablePorts, 'mintSharedVariableId'>) {
  return ({ teamId, actor, changes }: ChangeSharedRequest): Promise<SharedVariablesWritten> =>
    transact(teamId, (tx) => changeSharedIn(tx, { actor, changes, at: now() }));
}

/** The same in a transaction that goes on. */
export async function changeSharedIn(
  tx: SharedTx,
  { actor, changes, at }: Omit<ChangeSharedRequest, 'teamId'> & { readonly at: Date },
): Promise<SharedVariablesWritten> {
  const former = await tx.sharedVariables.lock([...changes.keys()]);
  const wanted = former.map((each) => changed(each, changes.get(each.sharedVariableId) ?? {}));
  const touched = [...former, ...wanted].flatMap(({ projectIds }) => projectIds);
  const projects = await tx.projects.lock([...new Set(touched)].sort());
  const work = workIn(tx, { actor, at });
  for (const [index, before] of former.entries()) {
    const after = wanted[index];
    if (after === undefined) continue;
    const { sharedVariableId: id } = before;
    const missing = missingFrom(projects, after.projectIds);
    const isRevealed = before.type === 'sensitive' && after.type !== 'sensitive';
    if (missing !== undefined) work.fail(id, projectNotFound(missing).error);
    else if (isRevealed && changes.get(id)?.value === undefined)
      work.fail(id, ruleRefusal({ code: 'sensitive_stays_sensitive' }).error);
    else await work.put(id, before, after);
  }
  const known = former.map(({ sharedVariableId }) => sharedVariableId);
  for (const id of changes.keys()) {
    if (!known.includes(id)) work.fail(id, sharedVariableNotFound(id).error);
  }
  return work.end();
}

type Removal = {
  readonly removed: readonly SharedVariableId[];
  readonly missing: readonly SharedVariableId[];
};

type RemoveRequest = Request & { readonly ids: readonly SharedVariableId[] };

/** Deletes shared variables, and takes them out of every project. */
export function createRemoveSharedVariables(transact: Transact<SharedTx>) {
  return ({ teamId, ...request }: RemoveRequest): Promise<Removal> =>
    transact(teamId, (tx) => removeSharedIn(tx, request));
}

/** The same in a transaction that goes on. */
export async function removeSharedIn(
  tx: SharedTx,
  { actor, ids }: Omit<RemoveRequest, 'teamId'>,
): Promise<Removal> {
  const former = await tx.sharedVariables.lock(ids);
  const touched = [...new Set(former.flatMap(({ projectIds }) => projectIds))].sort();
  await tx.projects.lock(touched);
  for (const { sharedVariableId } of former) await tx.sharedVariables.remove(sharedVariableId);
  const type = 'shared-variable.deleted';
  await refreshProjects(tx, touched, { cause: type });
  for (const each of former) await tx.events.append(eventOf(type, actor, each));
  const removed = former.map(({ sharedVariableId }) => sharedVariableId);
  return { removed, missing: ids.filter((id) => !removed.includes(id)) };
}

export function sharedVariableNotFound(id: string) {
  return refuse('variable_not_found', `There is no shared variable '${id}' in this team.`, {});
}

type Linked = SharedVariable & { readonly projectIds: readonly ProjectId[] };

/** Puts variables one after the other, each judged beside those before it, and compiles once at the end. */
function workIn(tx: SharedTx, { actor, at }: { readonly actor: Actor; readonly at: Date }) {
  const stamp = { at, by: idOfActor(actor) };
  const known = new Map<ProjectId, ProjectInputs>();
  const touched = new Set<ProjectId>();
  const put: SharedVariableId[] = [];
  const failed: SharedVariablesWritten['failed'][number][] = [];
  const events: NewEvent[] = [];
  const inputsOf = async (id: ProjectId) => known.get(id) ?? (await tx.projects.inputs(id));
  return {
    fail: (key: string, refusal: Refusal) => void failed.push({ key, refusal }),
    put: async (key: string, before: Linked | undefined, after: Linked): Promise<void> => {
      const places = new Set([...(before?.projectIds ?? []), ...after.projectIds]);
      const planned = new Map<ProjectId, ProjectInputs>();
      for (const id of places) {
        const inputs = await inputsOf(id);
        const next = applyChange(inputs, changeIn(id, after));
        const collisions = newCollisions(inputs, next);
        if (collisions.length > 0) {
          failed.push({ key, refusal: collide(collisions).error });
          return;
        }
        planned.set(id, next);
      }
      for (const [id, inputs] of planned) known.set(id, inputs);
      for (const id of places) touched.add(id);
      await tx.sharedVariables.save(after, stamp);
      put.push(after.sharedVariableId);
      const type = before === undefined ? 'shared-variable.created' : 'shared-variable.updated';
      events.push(eventOf(type, actor, after));
    },
    end: async (): Promise<SharedVariablesWritten> => {
      const cause = events.at(-1)?.type;
      if (cause !== undefined) await refreshProjects(tx, [...touched].sort(), { cause });
      for (const event of events) await tx.events.append(event);
      const saved = await tx.sharedVariables.lock(put);
      return { written: saved.map(({ value: _withheld, ...shown }) => shown), failed };
    },
  };
}

function changeIn(id: ProjectId, { projectIds, ...variable }: Linked): ProjectChange {
  return projectIds.includes(id)
    ? { kind: 'put-shared', variable }
    : { kind: 'remove-shared', sharedVariableId: variable.sharedVariableId };
}

function changed(former: StampedSharedVariable, change: SharedVariableChange): Linked {
  const { created: _first, updated: _last, ...before } = former;
  const { projectIds, link = [], unlink = [], ...rest } = change;
  const linked = [...(projectIds ?? before.projectIds), ...link];
  const kept = linked.filter((id) => !unlink.includes(id));
  return { ...before, ...rest, projectIds: [...new Set(kept)].sort() };
}

function missingFrom(
  projects: readonly { readonly id: ProjectId }[],
  wanted: readonly ProjectId[],
): ProjectId | undefined {
  return wanted.find((id) => !projects.some((project) => project.id === id));
}

/** What is told of a shared variable: everything but its value. */
function eventOf(
  type: EventType,
  actor: Actor,
  { sharedVariableId, name, environments, projectIds }: Linked,
): NewEvent {
  return {
    type,
    actor,
    subject: { sharedVariable: sharedVariableId },
    data: { name, environments: [...environments], projects: [...projectIds] },
  };
}
