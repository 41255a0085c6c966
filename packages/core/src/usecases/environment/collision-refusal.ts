import type { Collision } from '../../domain/environment/collision.ts';
import type { Owner } from '../../domain/environment/contribution.ts';
import { refuse } from '../../refusal.ts';

/** The refusal of a change that would give one name to two owners. @see spec/concepts.md — C22 */
export function collide(collisions: readonly Collision[], suggestedPrefix?: string) {
  const [first] = collisions;
  const projects = [...new Set(collisions.flatMap(({ project }) => project ?? []))];
  const among = projects.length > 1 ? `, in the projects ${projects.join(', ')}` : '';
  const more =
    collisions.length > 1 ? ` ${collisions.length - 1} more would collide too${among}.` : '';
  const of = first?.project === undefined ? '' : ` of the project '${first.project}'`;
  const owners = first?.owners.map(describe).join(' and ') ?? '';
  const advice =
    suggestedPrefix === undefined
      ? 'Choose another prefix or name.'
      : `Choose another prefix, such as ${suggestedPrefix}.`;
  return refuse(
    'variable_collision',
    `${first?.name} in ${first?.environment}${of} would come from ${owners}.${more} Nothing was changed. ${advice}`,
    { collisions, ...(suggestedPrefix === undefined ? {} : { suggestedPrefix }) },
  );
}

function describe(owner: Owner): string {
  switch (owner.kind) {
    case 'variable':
      return 'a hand-written variable';
    case 'shared':
      return 'a shared variable of the team';
    case 'connection':
      return `${owner.secretName} of the resource '${owner.resourceName}'`;
  }
}
