import type { ProjectId } from '@kontor/protocol/vocabulary';
import { compileEnvironment } from '../../domain/environment/compile.ts';
import { placeNamed } from '../../domain/environment/place.ts';
import { placesIn } from '../../domain/environment/project-inputs.ts';
import type { EnvironmentStore, ProjectStore, VersionCause } from './project-store.ts';

export type RefreshTx = {
  readonly projects: Pick<ProjectStore, 'inputs'>;
  readonly environments: Pick<EnvironmentStore, 'compiled' | 'publish' | 'retire'>;
};

/** Projects compiled in the transaction of a change; more are deferred, so that none locks for long. */
export const projectsAtOnce = 50;

/**
 * Brings the environments of several projects up to date: at once, or soon when they are very many.
 * The caller holds the locks of all of them.
 */
export async function refreshProjects(
  tx: RefreshTx & { readonly environments: Pick<EnvironmentStore, 'defer'> },
  projectIds: readonly ProjectId[],
  cause: VersionCause,
): Promise<void> {
  if (projectIds.length > projectsAtOnce) return tx.environments.defer(projectIds, cause);
  for (const projectId of projectIds) await refreshProject(tx, projectId, cause);
}

/**
 * Compiles every environment of a project anew, and every branch that has variables of its own, and
 * keeps those that changed as new versions. A branch that has none any more reads preview again.
 * Repeating it changes nothing. The caller holds the project's lock.
 *
 * @see spec/concepts.md — C18
 */
export async function refreshProject(
  tx: RefreshTx,
  projectId: ProjectId,
  cause: VersionCause,
): Promise<void> {
  const inputs = await tx.projects.inputs(projectId);
  const given = placesIn(inputs);
  const names = new Set([...given, ...(await tx.environments.compiled(projectId))]);
  for (const environment of [...names].sort()) {
    const isBare = placeNamed(environment).gitBranch !== undefined && !given.includes(environment);
    if (isBare) {
      await tx.environments.retire({ projectId, environment });
      continue;
    }
    const { variables } = compileEnvironment({ ...inputs, environment });
    await tx.environments.publish({ projectId, environment }, variables, cause);
  }
}
