import type { ProjectId, ProjectSettings, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { Project } from '../environment/project-store.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { projectNameTaken } from './project-refusals.ts';

export type CreateProjectPorts = {
  readonly transact: Transact<Pick<TeamTx, 'projects' | 'events'>>;
  readonly now: () => Date;
  readonly mintProjectId: () => ProjectId;
};

export type CreateProjectRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly name: string;
  readonly settings: ProjectSettings;
};

/** Creates a project with the environments that every project has, all empty. */
export function createCreateProject({ transact, now, mintProjectId }: CreateProjectPorts) {
  return ({
    teamId,
    actor,
    name,
    settings,
  }: CreateProjectRequest): Promise<Result<Project, Refusal>> =>
    transact(teamId, async (tx) => {
      const at = now();
      const project = { id: mintProjectId(), name, settings, createdAt: at, updatedAt: at };
      if (!(await tx.projects.insert(project))) return projectNameTaken(name);
      await tx.events.append({
        type: 'project.created',
        actor,
        subject: { project: project.id },
        data: { name },
      });
      return ok(project);
    });
}
