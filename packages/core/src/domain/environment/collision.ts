import { type Contribution, type Givers, giversTo, type Owner } from './contribution.ts';
import { type ProjectInputs, placesIn } from './project-inputs.ts';

/** Several owners that give one place the same name. @see spec/concepts.md — C22 */
export type Collision = {
  readonly name: string;
  /** The name of the place. */
  readonly environment: string;
  /** Name of the project, where it is another than the one that is spoken of. */
  readonly project?: string;
  /** Two or more, the one that holds the name first. */
  readonly owners: readonly Owner[];
};

/**
 * The collisions in all places of a project, in order of place and name. A variable of a branch
 * collides with none of its environment, and one of a project with none that is shared: to lie over
 * those is what they are for. What is shared collides also where it is covered, since whatever covers
 * it may be taken away at any time.
 */
export function collisionsOf(inputs: ProjectInputs): readonly Collision[] {
  return placesIn(inputs).flatMap((place) =>
    collisionsAmong(collidingIn(giversTo(place, inputs)), place),
  );
}

/** What has a name that another owner of its layer gives, too. */
function collidingIn({ written, shared, connected }: Givers): readonly Contribution[] {
  const taken = twice([...written, ...connected]);
  const takenBelow = twice([...shared, ...connected]);
  return [
    ...written.filter(({ name }) => taken.has(name)),
    ...shared.filter(({ name }) => takenBelow.has(name)),
    ...connected.filter(({ name }) => taken.has(name) || takenBelow.has(name)),
  ];
}

function twice(givers: readonly Contribution[]): ReadonlySet<string> {
  const groups = Map.groupBy(givers, ({ name }) => name);
  return new Set([...groups].filter(([, group]) => group.length > 1).map(([name]) => name));
}

/**
 * The collisions that a change would bring, to be asked before anything is written.
 *
 * One that stood before, between the same connections and variables, does not count, so it never
 * blocks a change that leaves it as it is or resolves a part of it.
 */
export function newCollisions(before: ProjectInputs, after: ProjectInputs): readonly Collision[] {
  const standing = collisionsOf(before);
  return collisionsOf(after).filter(
    (collision) => !standing.some((former) => covers(former, collision)),
  );
}

/** The collisions among what is given to one place, in order of the names. */
export function collisionsAmong(
  contributions: readonly Contribution[],
  environment: string,
): readonly Collision[] {
  return [...Map.groupBy(contributions, ({ name }) => name)]
    .filter(([, givers]) => givers.length > 1)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, givers]) => ({ name, environment, owners: givers.map(({ owner }) => owner) }));
}

function covers(former: Collision, { name, environment, owners }: Collision): boolean {
  if (former.name !== name || former.environment !== environment) return false;
  const keys = new Set(former.owners.map(keyOf));
  return owners.every((owner) => keys.has(keyOf(owner)));
}

function keyOf(owner: Owner): string {
  switch (owner.kind) {
    case 'variable':
      return owner.variableId;
    case 'shared':
      return owner.sharedVariableId;
    case 'connection':
      return owner.connectionId;
  }
}
