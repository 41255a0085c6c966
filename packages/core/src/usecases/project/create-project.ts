import type { ProjectId, ProjectSettings, TeamId, VariableId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { MayTouch } from '../connection/connect-resource.ts';
import type { Project } from '../environment/project-store.ts';
import type { WriteVariableTx } from '../environment/variable-writing.ts';
import { type NewVariable, writeInto } from '../environment/write-variables.ts';
import type { Transact } from '../team-tx.ts';
import { projectNameTaken } from './project-refusals.ts';

export type CreateProjectPorts = {
  readonly transact: Transact<WriteVariableTx>;
  readonly now: () => Date;
  readonly mintProjectId: () => ProjectId;
  readonly mintVariableId: () => VariableId;
};

export type CreateProjectRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly name: string;
  readonly settings: ProjectSettings;
  /** What is in its environments from the first on, where the caller may write it. */
  readonly first?: { readonly variables: readonly NewVariable[]; readonly mayTouch: MayTouch };
};

/**
 * Creates a project with the environments that every project has, and variables in them. Where one
 * of those cannot be written there is no project.
 */
export function createCreateProject(ports: CreateProjectPorts) {
  const { transact, now, mintProjectId, mintVariableId } = ports;
  return (request: CreateProjectRequest): Promise<Result<Project, Refusal>> =>
    transact(request.teamId, async (tx): Promise<Result<Project, Refusal>> => {
      const { actor, name, settings, first } = request;
      const at = now();
      const project = { id: mintProjectId(), name, settings, createdAt: at, updatedAt: at };
      if (!(await tx.projects.insert(project))) return projectNameTaken(name);
      await tx.events.append({
        type: 'project.created',
        actor,
        subject: { project: project.id },
        data: { name },
      });
      if (first === undefined) return ok(project);
      const how = { actor, overwrites: false, at, mintVariableId };
      const { failed } = await writeInto(tx, { project, ...first, ...how });
      const [refused] = failed;
      return refused === undefined ? ok(project) : { ok: false, error: refused.refusal };
    });
}
