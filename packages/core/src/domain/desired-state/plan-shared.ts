import {
  builtInEnvironment,
  type DesiredState,
  type ProjectId,
  sharedVariableId,
  valuesOf,
} from '@kontor/protocol/vocabulary';
import type { SharedVariable } from '../environment/project-inputs.ts';
import { type GivenValues, givenValue } from './plan-variables.ts';
import type { PlannedChange } from './project-change.ts';
import type { PlanItem, StateProblem } from './state-plan.ts';
import { linkName, type StandingShared, type StateWorld } from './state-world.ts';

export type PlannedShared = {
  readonly items: readonly PlanItem[];
  readonly changes: readonly PlannedChange[];
  readonly problems: readonly StateProblem[];
};

const nothing: PlannedShared = { items: [], changes: [], problems: [] };

/**
 * Plans the variables that a file shares with other projects, and says what becomes of the others
 * that its project shares. A link to another project is added where it is missing, and taken away only
 * where a plan of this project has made it.
 */
export function planShared(
  desired: DesiredState,
  world: StateWorld,
  { values, prunes }: { readonly values: GivenValues; readonly prunes: boolean },
): PlannedShared {
  const wanted = wantedShared(desired, values);
  const taken = new Set<StandingShared>();
  const ones = wanted.map((each, index) => {
    if ('problem' in each) return { ...nothing, problems: [each.problem] };
    const doubled = wanted.some(
      (other, before) =>
        before < index && 'variable' in other && overlaps(other.variable, each.variable),
    );
    if (doubled) return twice(each);
    return planOne(each, world, { taken, index, prunes });
  });
  const others = world.shared
    .filter((each) => !taken.has(each))
    .map((each) => planOther(each, world, prunes));
  const all = [...ones, ...others];
  return {
    items: all.flatMap(({ items }) => items),
    changes: all.flatMap(({ changes }) => changes),
    problems: all.flatMap(({ problems }) => problems),
  };
}

type Wanted = {
  readonly variable: Omit<SharedVariable, 'sharedVariableId'>;
  /** Names of all projects that it is for. */
  readonly projects: readonly string[];
  /** Its place among the values of its name. */
  readonly index: number;
  readonly path: StateProblem['path'];
};

/** Every value of every variable that a file shares. */
export function wantedShared(
  { shared, project }: DesiredState,
  values: GivenValues,
): readonly (Wanted | { readonly problem: StateProblem })[] {
  return Object.entries(shared).flatMap(([name, given]) =>
    valuesOf(given).map((each, index) => {
      const path = Array.isArray(given) ? ['shared', name, index] : ['shared', name];
      const value = givenValue(name, each, { values, path });
      if ('problem' in value) return value;
      const { environments = builtInEnvironment.options, type = 'encrypted' } = each;
      const inOrder = builtInEnvironment.options.filter((one) => environments.includes(one));
      const variable = {
        ...{ name, ...value, type, environments: inOrder },
        comment: each.comment ?? null,
      };
      const projects = [...new Set([project, ...(each.projects ?? [])])];
      return { variable, projects, index, path };
    }),
  );
}

function planOne(
  { variable, projects, index, path }: Wanted,
  world: StateWorld,
  {
    taken,
    index: count,
    prunes,
  }: { readonly taken: Set<StandingShared>; readonly index: number; readonly prunes: boolean },
): PlannedShared {
  const missing = projects.slice(1).filter((name) => idOf(name, world) === undefined);
  if (missing.length > 0) return { ...nothing, problems: missing.map(notThere(path, world)) };
  const wantedIds = projects.flatMap((name) => idOf(name, world) ?? []);
  const standing = world.shared.filter(
    (each) =>
      !taken.has(each) &&
      overlaps(each, variable) &&
      each.projectIds.some((id) => wantedIds.includes(id)),
  );
  if (standing.length > 1) return severalStand(variable.name, standing, path);
  const [former] = standing;
  if (former !== undefined) taken.add(former);
  const linked = former?.projectIds ?? [];
  const added = projects.filter((name) => {
    const id = idOf(name, world);
    return id === undefined || !linked.includes(id);
  });
  const extra = linked.filter((id) => !wantedIds.includes(id));
  const unlinked = former === undefined || !prunes ? [] : madeLinksOf(former, extra, world);
  const left = extra.filter((id) => !unlinked.includes(id));
  const differences = former === undefined ? [] : differencesOf(former, variable);
  const changes = [
    ...differences,
    ...(former !== undefined && added.length > 0 ? [`shared with ${added.join(', ')} too`] : []),
    ...(unlinked.length > 0 ? [`no longer shared with ${namesOf(unlinked, world)}`] : []),
    ...(former === undefined && added.length > 1
      ? [`shared with ${added.slice(1).join(', ')}`]
      : []),
  ];
  const isWritten = former === undefined || differences.length > 0 || added.length > 0;
  const id = former?.sharedVariableId ?? placeholder(count);
  return {
    ...nothing,
    items: [
      {
        kind: 'shared-variable',
        name: variable.name,
        environments: variable.environments,
        action: former === undefined ? 'create' : changes.length > 0 ? 'change' : 'keep',
        ...(changes.length > 0 && { changes }),
        ...(former !== undefined && { isMade: world.made.shared.includes(id) }),
        ...(left.length > 0 && { note: `also shared with ${namesOf(left, world)}` }),
      },
    ],
    changes: [
      ...(isWritten
        ? [
            {
              does: { kind: 'put-shared', variable: { ...variable, sharedVariableId: id } },
              step: {
                kind: 'share',
                ...{ name: variable.name, index, projects: added },
                sharedVariableId: former?.sharedVariableId ?? null,
              },
            } as const,
          ]
        : []),
      ...(unlinked.length > 0 ? [unsharing(variable, id, { unlinked, world })] : []),
    ],
  };
}

/** Something shared that the file does not name. */
function planOther(variable: StandingShared, world: StateWorld, prunes: boolean): PlannedShared {
  const { sharedVariableId: id, name, environments, projectIds } = variable;
  const { project, made } = world;
  const isMade = made.shared.includes(id);
  const isHere = project !== null && projectIds.includes(project.id);
  const unlinked = madeLinksOf(variable, projectIds, world);
  const isOver = isMade && unlinked.length === projectIds.length;
  if (!isHere && unlinked.length === 0 && !isOver) return nothing;
  const item = { kind: 'shared-variable', name, environments, isMade } as const;
  if (!prunes || (unlinked.length === 0 && !isOver)) {
    return { ...nothing, items: [{ ...item, action: 'leave' }] };
  }
  const changes = isOver ? [] : [`no longer shared with ${namesOf(unlinked, world)}`];
  return {
    ...nothing,
    items: [
      { ...item, action: isOver ? 'remove' : 'change', ...(changes.length > 0 && { changes }) },
    ],
    changes: [unsharing(variable, id, { unlinked, world })],
  };
}

function unsharing(
  { name }: Pick<SharedVariable, 'name'>,
  id: StandingShared['sharedVariableId'],
  { unlinked, world }: { readonly unlinked: readonly ProjectId[]; readonly world: StateWorld },
): PlannedChange {
  const isHere = world.project !== null && unlinked.includes(world.project.id);
  return {
    // elsewhere a name is given up, which collides with nothing
    does: isHere ? { kind: 'remove-shared', sharedVariableId: id } : { kind: 'nothing' },
    step: { kind: 'unshare', name, sharedVariableId: id, projectIds: unlinked },
  };
}

/** Names what is different, never a value. */
function differencesOf(
  former: StandingShared,
  wanted: Omit<SharedVariable, 'sharedVariableId'>,
): string[] {
  const [before, after] = [former.environments, wanted.environments].map((each) =>
    [...each].sort().join(', '),
  );
  return [
    ...(former.value === wanted.value ? [] : ['value: another one']),
    ...(before === after ? [] : [`environments: ${before} → ${after}`]),
    ...(former.type === wanted.type ? [] : [`type: ${former.type} → ${wanted.type}`]),
    ...(former.comment === wanted.comment ? [] : ['comment: another one']),
  ];
}

function overlaps(
  a: Pick<SharedVariable, 'name' | 'environments'>,
  b: Pick<SharedVariable, 'name' | 'environments'>,
): boolean {
  return a.name === b.name && a.environments.some((each) => b.environments.includes(each));
}

function madeLinksOf(
  { sharedVariableId: id }: StandingShared,
  among: readonly ProjectId[],
  { made }: StateWorld,
): readonly ProjectId[] {
  return among.filter((each) => made.links.includes(linkName(id, each)));
}

function idOf(name: string, { projects }: StateWorld): ProjectId | undefined {
  return projects.find((each) => each.name === name)?.id;
}

function namesOf(ids: readonly ProjectId[], { projects }: StateWorld): string {
  return ids.map((id) => projects.find((each) => each.id === id)?.name ?? id).join(', ');
}

function notThere(path: StateProblem['path'], { known }: StateWorld) {
  return (name: string): StateProblem => ({
    path: [...path, 'projects'],
    message: `There is no project '${name}' in the team.`,
    candidates: known.projects,
  });
}

function severalStand(
  name: string,
  standing: readonly StandingShared[],
  path: StateProblem['path'],
): PlannedShared {
  const ids = standing.map(({ sharedVariableId: id }) => id);
  const message = `These projects share ${name} as several variables already (${ids.join(', ')}). Say each by its own environments, or delete all but one.`;
  return { ...nothing, problems: [{ path, message }] };
}

function twice({ variable, path }: Wanted): PlannedShared {
  const message = `${variable.name} is shared with another value in one of these environments already.`;
  return { ...nothing, problems: [{ path: [...path, 'environments'], message }] };
}

/** Stands for a shared variable that has no id yet. */
function placeholder(index: number) {
  return sharedVariableId.parse(`shv_${String(index).padStart(24, '0')}`);
}
