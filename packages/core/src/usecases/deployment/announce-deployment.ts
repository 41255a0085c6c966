import type { CheckRunId, DeploymentId, ProjectId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { isFor } from '../../domain/check/check.ts';
import { type ActionRun, beginAction } from '../../domain/deployment/action-run.ts';
import { beginCheckRun } from '../../domain/deployment/check-run.ts';
import {
  type Announcement,
  announce,
  type Deployment,
  isSameAnnouncement,
} from '../../domain/deployment/deployment.ts';
import { settled } from '../../domain/deployment/settle.ts';
import { placeOf } from '../../domain/environment/place.ts';
import { resolveEnvironments } from '../../domain/environment/target.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { MayTouch } from '../connection/connect-resource.ts';
import { environmentNotFound } from '../environment/environment-not-found.ts';
import { projectNotFound } from '../project/project-refusals.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { tellHappened } from './change-deployment.ts';

export type AnnounceTx = Pick<
  TeamTx,
  'projects' | 'connections' | 'environments' | 'deployments' | 'checks' | 'events'
>;

export type AnnouncePorts = {
  readonly transact: Transact<AnnounceTx>;
  readonly now: () => Date;
  readonly mintDeploymentId: () => DeploymentId;
  readonly mintCheckRunId: () => CheckRunId;
};

export type AnnounceRequest = Omit<
  Announcement,
  'id' | 'projectId' | 'name' | 'environment' | 'actions' | 'checkRuns'
> & {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly project: string;
  /** Name, slug or id. */
  readonly environment: string;
  /** The project's own where it is left out. */
  readonly name?: string | undefined;
  readonly mayTouch: MayTouch;
};

export type Announced = { readonly deployment: Deployment; readonly isNew: boolean };

/**
 * Takes a platform's word that it is about to deploy a project, and pins what the deployment reads
 * to the version that its environment serves now. The same announcement again, known by the
 * platform's own id, answers the same deployment.
 *
 * @see spec/deployments.md
 */
export function createAnnounce({ transact, now, mintDeploymentId, mintCheckRunId }: AnnouncePorts) {
  return (request: AnnounceRequest): Promise<Result<Announced, Refusal>> =>
    transact(request.teamId, async (tx): Promise<Result<Announced, Refusal>> => {
      const project = await tx.projects.lockNamed(request.project);
      if (project === undefined) return projectNotFound(request.project);
      const custom = await tx.projects.customEnvironments(project.id);
      const resolved = resolveEnvironments([request.environment], custom);
      if (!resolved.ok) return environmentNotFound(project.name, resolved.error);
      const forbidden = request.mayTouch({ projectId: project.id, environments: resolved.value });
      if (forbidden !== undefined) return { ok: false, error: forbidden };
      const [environment = request.environment] = resolved.value;
      const at = now();
      const { externalId, url, gitBranch, gitCommit, meta } = request;
      const pinned = await tx.environments.served({
        projectId: project.id,
        ...placeOf(environment, gitBranch),
      });
      const announcement: Announcement = {
        id: mintDeploymentId(),
        projectId: project.id,
        name: request.name ?? project.name,
        environment: { name: environment, ...pinned },
        ...{ externalId, url, gitBranch, gitCommit, meta },
        actions: await actionsFor(tx, { projectId: project.id, environment }, at),
        checkRuns: (await tx.checks.inForce(project.id))
          .filter((check) => isFor(check, environment))
          .map((check) => beginCheckRun(check, mintCheckRunId(), at)),
      };
      const former = externalId && (await tx.deployments.findExternal(project.id, externalId));
      if (former) return announcedBefore(former, announcement);
      const deployment = settled(announce(announcement, at), at);
      // the lock of the project keeps two announcements of one id apart
      await tx.deployments.insert(deployment);
      await tellHappened(tx, undefined, deployment, request.actor);
      return ok({ deployment, isNew: true });
    });
}

/** What the connections of a project have chosen to be done for a deployment of this environment. */
async function actionsFor(
  tx: Pick<TeamTx, 'connections'>,
  { projectId, environment }: { readonly projectId: ProjectId; readonly environment: string },
  at: Date,
): Promise<readonly ActionRun[]> {
  const connections = await tx.connections.actingOn(projectId);
  return connections.flatMap(({ id: connectionId, resourceId, installationId, ...connection }) => {
    const { prefix, deployments } = connection;
    return deployments.actions
      .filter(({ environments }) => environments.includes(environment))
      .map(({ slug: action }) => {
        const isRequired = deployments.required;
        return beginAction(
          { connectionId, resourceId, installationId, action, isRequired, prefix },
          at,
        );
      });
  });
}

function announcedBefore(former: Deployment, latter: Announcement): Result<Announced, Refusal> {
  const facts = { deploymentId: former.id };
  if (former.removedAt !== null) {
    return refuse(
      'deployment_removed',
      `The deployment '${former.externalId}' was announced before and has been removed. Announce another one under an id of its own.`,
      facts,
    );
  }
  if (isSameAnnouncement(former, latter)) return ok({ deployment: former, isNew: false });
  return refuse(
    'already_announced',
    `The deployment '${former.externalId}' was announced with another environment, branch or commit.`,
    facts,
  );
}
