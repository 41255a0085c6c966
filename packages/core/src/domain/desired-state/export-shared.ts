import {
  builtInEnvironment,
  type DesiredSharedVariable,
  type DesiredState,
} from '@kontor/protocol/vocabulary';
import type { ExportedState } from './export-state.ts';
import type { StandingShared, StateWorld } from './state-world.ts';

type Exported = {
  readonly entries: readonly [string, DesiredState['shared'][string]][];
  readonly fromEnv: ExportedState['fromEnv'];
};

/**
 * What the team shares with a project, as a file says it. Not even plain values are in it: who reads
 * a project does not for that read what is shared.
 *
 * @param taken names that the file takes from the machine for other variables
 */
export function exportShared(
  { shared, project, projects }: StateWorld,
  taken: readonly string[],
): Exported {
  const here = shared.filter(({ projectIds }) => projectIds.some((each) => each === project?.id));
  const byName = Map.groupBy(here, ({ name }) => name);
  const named = here.map((each) => {
    const isAlone = byName.get(each.name)?.length === 1;
    return { each, fromEnv: machineName(each, isAlone, taken) };
  });
  const entryOf = ({ each, fromEnv }: (typeof named)[number]): DesiredSharedVariable => {
    const { environments, type, comment, projectIds } = each;
    const others = projects.filter(({ id }) => id !== project?.id && projectIds.includes(id));
    return {
      fromEnv,
      ...(environments.length < builtInEnvironment.options.length && {
        environments: [...environments],
      }),
      ...(type === 'plain' || type === 'sensitive' ? { type } : {}),
      ...(comment === null ? {} : { comment }),
      ...(others.length > 0 && { projects: others.map(({ name }) => name) }),
    };
  };
  return {
    entries: [...byName.keys()].map((name) => {
      const [first, ...more] = named.filter(({ each }) => each.name === name).map(entryOf);
      return [
        name,
        first === undefined || more.length > 0 ? [...(first ? [first] : []), ...more] : first,
      ];
    }),
    fromEnv: named.map(({ each, fromEnv }) => ({ name: fromEnv, variable: each.name })),
  };
}

function machineName(
  { name, environments }: StandingShared,
  isAlone: boolean,
  taken: readonly string[],
): string {
  const whole = isAlone ? name : `${name}_${environments.join('_').toUpperCase()}`;
  return (taken.includes(whole) ? `SHARED_${whole}` : whole).slice(0, 256);
}
