import type { ProjectId, ProjectSettings, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { Project } from '../environment/project-store.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { projectNameTaken, projectNotFound } from './project-refusals.ts';

export type ChangeProjectPorts = {
  readonly transact: Transact<Pick<TeamTx, 'projects' | 'events'>>;
  readonly now: () => Date;
};

export type ChangeProjectRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly projectId: ProjectId;
  /** Absent leaves it as it is. */
  readonly name?: string;
  /** Those that are named are set; the others stay. */
  readonly settings: ProjectSettings;
};

/** Renames a project or sets what builds it. What is so already changes nothing and leaves no event. */
export function createChangeProject({ transact, now }: ChangeProjectPorts) {
  return ({
    teamId,
    actor,
    projectId,
    ...change
  }: ChangeProjectRequest): Promise<Result<Project, Refusal>> =>
    transact(teamId, async (tx): Promise<Result<Project, Refusal>> => {
      const [current] = await tx.projects.lock([projectId]);
      if (current === undefined) return projectNotFound(projectId);
      const name = change.name ?? current.name;
      const settings = { ...current.settings, ...change.settings };
      const changed = Object.entries(change.settings)
        .filter(([key, value]) => value !== current.settings[key as keyof ProjectSettings])
        .map(([key]) => key)
        .sort();
      const isRenamed = name !== current.name;
      if (!isRenamed && changed.length === 0) return ok(current);
      const project = { ...current, name, settings, updatedAt: now() };
      if (!(await tx.projects.save(project))) return projectNameTaken(name);
      const subject = { project: projectId };
      if (isRenamed) {
        const data = { name, formerName: current.name };
        await tx.events.append({ type: 'project.renamed', actor, subject, data });
      }
      if (changed.length > 0) {
        const data = { name, settings: changed };
        await tx.events.append({ type: 'project.updated', actor, subject, data });
      }
      return ok(project);
    });
}
