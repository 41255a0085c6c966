import type { Action, ProjectId, Role } from '@kontor/protocol/vocabulary';
import { actionsOf } from './roles.ts';

/**
 * What a token may do in its team: what its role may do, narrowed to some actions, projects and
 * environments. A limit that is left out does not limit.
 */
export type Grant = {
  readonly role: Role;
  readonly actions?: readonly Action[];
  readonly projects?: readonly ProjectId[];
  /** Names of environments: `production`, or the slug of a custom one. */
  readonly environments?: readonly string[];
  readonly expiresAt?: Date;
  /**
   * Whether an agent acts for a person. Its limits of projects and environments are about what happens
   * in projects; what does not is limited by products instead.
   *
   * @see docs/agents.md
   */
  readonly isMandate?: true;
};

/** One thing that is about to be done, named as closely as it can be. */
export type Attempt = {
  readonly action: Action;
  readonly projectId?: ProjectId;
  readonly environment?: string;
};

/**
 * Says whether a token may do one thing now.
 *
 * A limit is strict: a token limited to projects does nothing that names no project, and one
 * limited to environments nothing outside them except to read what a project is. Who acts on
 * several environments at once asks for each.
 */
export function allows(grant: Grant, attempt: Attempt, now: Date): boolean {
  if (grant.expiresAt && now >= grant.expiresAt) return false;
  return (
    actionsIn(grant).includes(attempt.action) &&
    isWithinProjects(grant, attempt) &&
    isWithinEnvironments(grant, attempt)
  );
}

/** The actions that a token is left with: those of its role that it is not narrowed away from. */
export function actionsIn({ role, actions }: Grant): readonly Action[] {
  return actions ? narrow(actionsOf[role], actions) : actionsOf[role];
}

/** The part of what is granted that is also allowed, in the order granted. Never more than either. */
export function narrow(granted: readonly Action[], allowed: readonly Action[]): readonly Action[] {
  return granted.filter((action) => allowed.includes(action));
}

function isWithinProjects({ projects, isMandate }: Grant, attempt: Attempt): boolean {
  const { projectId } = attempt;
  if (!projects || (isMandate && isElsewhere(attempt))) return true;
  return projectId !== undefined && projects.includes(projectId);
}

function isWithinEnvironments({ environments, isMandate }: Grant, attempt: Attempt): boolean {
  if (!environments || attempt.action === 'project:read') return true;
  if (isMandate && isElsewhere(attempt)) return true;
  return attempt.environment !== undefined && environments.includes(attempt.environment);
}

/** What happens in a project, or to what projects share. */
const inProjects: ReadonlySet<Action> = new Set([
  'project:read',
  'project:write',
  'environment:read-values',
  'deployment:write',
  'variable:write',
  'shared-variable:read',
  'shared-variable:read-values',
  'shared-variable:write',
]);

/** A connection is to a project, so it is asked for once more when that is known. */
function isElsewhere({ action, projectId, environment }: Attempt): boolean {
  if (projectId !== undefined || environment !== undefined) return false;
  return !inProjects.has(action);
}
