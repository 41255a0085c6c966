import type { EnvironmentVariable } from './source-text.tsx';

/** One name, with what it is in each environment that has it. */
export type VariableRow = {
  readonly name: string;
  readonly isPublic: boolean;
  readonly places: ReadonlyMap<string, EnvironmentVariable>;
};

/** Turns the variables of several environments into rows by name. */
export function rowsOf(
  environments: readonly (readonly [slug: string, readonly EnvironmentVariable[]])[],
): readonly VariableRow[] {
  const rows = new Map<string, Map<string, EnvironmentVariable>>();
  for (const [slug, variables] of environments) {
    for (const variable of variables) {
      const places = rows.get(variable.name) ?? new Map<string, EnvironmentVariable>();
      rows.set(variable.name, places.set(slug, variable));
    }
  }
  return [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, places]) => ({
      name,
      places,
      isPublic: [...places.values()].some(({ isPublic }) => isPublic),
    }));
}

/** Whether environments take a name from different places, or some do not have it. */
export function differs({ places }: VariableRow, environments: readonly string[]): boolean {
  const sources = environments.map((slug) => JSON.stringify(places.get(slug)?.source ?? null));
  return new Set(sources).size > 1;
}
