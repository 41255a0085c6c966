import type { ProjectId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { Connection } from '../connection/connection-store.ts';
import { removeDeployments } from '../deployment/report-deployment.ts';
import type { NewEvent } from '../event/event-log.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { projectNotFound } from './project-refusals.ts';

type RemoveProjectTx = Pick<
  TeamTx,
  'projects' | 'connections' | 'resources' | 'deployments' | 'spendLimits' | 'events'
>;

export type RemoveProjectRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly projectId: ProjectId;
};

/** Removes a project with its variables, environments, deployments and limit. Its resources stay, disconnected from it. */
export function createRemoveProject(transact: Transact<RemoveProjectTx>, now: () => Date) {
  return ({ teamId, actor, projectId }: RemoveProjectRequest): Promise<Result<null, Refusal>> =>
    transact(teamId, async (tx) => {
      const [project] = await tx.projects.lock([projectId]);
      if (project === undefined) return projectNotFound(projectId);
      await removeDeployments(tx, { projectId, actor }, now());
      const ends = await endsOf(tx, await tx.connections.removeFrom(projectId));
      await tx.projects.remove(projectId);
      await tx.spendLimits.remove({ kind: 'project', subjectId: projectId });
      for (const end of ends) await tx.events.append({ ...end, actor });
      await tx.events.append({
        type: 'project.removed',
        actor,
        subject: { project: projectId },
        data: { name: project.name },
      });
      return ok(null);
    });
}

/** What is told of each connection that ends with the project. */
function endsOf(
  tx: RemoveProjectTx,
  removed: readonly Connection[],
): Promise<readonly Pick<NewEvent, 'type' | 'subject' | 'data'>[]> {
  return Promise.all(
    removed.map(async ({ id, resourceId, projectId, environments }) => {
      const resource = await tx.resources.find(resourceId);
      const installation = resource && { installation: resource.installationId };
      return {
        type: 'connection.removed',
        subject: { connection: id, resource: resourceId, project: projectId, ...installation },
        data: { environments: [...environments] },
      };
    }),
  );
}
