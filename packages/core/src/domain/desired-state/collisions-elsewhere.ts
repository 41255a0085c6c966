import type { ProjectId, SharedVariableId } from '@kontor/protocol/vocabulary';
import { applyChange, type ProjectChange } from '../environment/change.ts';
import { type Collision, newCollisions } from '../environment/collision.ts';
import type { PlannedChange } from './project-change.ts';
import type { StateWorld } from './state-world.ts';

/**
 * What shared variables would collide with in other projects than the one that is planned, when these
 * changes are made in this order. Each names its project.
 *
 * @see spec/concepts.md — C22
 */
export function collisionsElsewhere(
  world: StateWorld,
  inOrder: readonly PlannedChange[],
): readonly Collision[] {
  const inputs = new Map(world.others);
  const links = new Map(world.shared.map((each) => [each.sharedVariableId, each.projectIds]));
  return inOrder.flatMap((change) =>
    changesElsewhere(change, world, links).flatMap(([id, does]) => {
      const before = inputs.get(id);
      if (before === undefined) return [];
      const after = applyChange(before, does);
      inputs.set(id, after);
      const project = world.projects.find((each) => each.id === id)?.name ?? id;
      return newCollisions(before, after).map((collision) => ({ ...collision, project }));
    }),
  );
}

type Links = Map<SharedVariableId, readonly ProjectId[]>;

/** What a step does to every project that its variable is linked to by then. Notes the links as they are after it. */
function changesElsewhere(
  { step, does }: PlannedChange,
  { projects }: StateWorld,
  links: Links,
): readonly (readonly [ProjectId, ProjectChange])[] {
  if (step.kind === 'share' && does?.kind === 'put-shared') {
    const { sharedVariableId: id } = does.variable;
    const added = projects.filter(({ name }) => step.projects.includes(name));
    const linked = [...new Set([...(links.get(id) ?? []), ...added.map((each) => each.id)])];
    links.set(id, linked);
    return linked.map((each) => [each, does] as const);
  }
  if (step.kind === 'unshare') {
    const { sharedVariableId, projectIds } = step;
    const left = links.get(sharedVariableId)?.filter((each) => !projectIds.includes(each));
    links.set(sharedVariableId, left ?? []);
    return projectIds.map((each) => [each, { kind: 'remove-shared', sharedVariableId }] as const);
  }
  return [];
}
