import type { EnvironmentNotFound } from '../../domain/environment/target.ts';
import { refuse } from '../../refusal.ts';

/** The refusal of an environment that a project does not have; it names those it has. */
export function environmentNotFound(projectName: string, { unknown, known }: EnvironmentNotFound) {
  return refuse(
    'environment_not_found',
    `The project '${projectName}' has no environment ${unknown.join(', ')}. It has: ${known.join(', ')}.`,
    { unknown, known },
  );
}
