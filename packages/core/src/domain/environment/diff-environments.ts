type Named = { readonly name: string; readonly value: string };

/** Names of variables, in order. Values are compared and never told. */
export type EnvironmentDiff = {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
};

/** What differs from one version of an environment to another. Names stand once in each. */
export function diffEnvironments(
  before: readonly Named[],
  after: readonly Named[],
): EnvironmentDiff {
  const former = valuesByName(before);
  const latter = valuesByName(after);
  const names = [...latter.keys()];
  return {
    added: names.filter((name) => !former.has(name)).sort(),
    removed: [...former.keys()].filter((name) => !latter.has(name)).sort(),
    changed: names
      .filter((name) => former.has(name) && former.get(name) !== latter.get(name))
      .sort(),
  };
}

function valuesByName(variables: readonly Named[]): ReadonlyMap<string, string> {
  return new Map(variables.map(({ name, value }) => [name, value]));
}
