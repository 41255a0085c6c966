import {
  type CustomEnvironment,
  customEnvironmentLimit,
  type NewEvent,
  ok,
  parseEnvironmentSlug,
  parseNewEnvironment,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import type { BranchMatcher, EventType } from '@kontor/protocol/vocabulary';
import { environmentId } from '@kontor/protocol/vocabulary';
import { mintId } from '../../ids.ts';
import {
  type DescribedEnvironment,
  listCustomEnvironments,
  removeCustomEnvironment,
  saveCustomEnvironment,
} from '../../postgres/custom-environments.ts';
import type { Database } from '../../postgres/database.ts';
import { eventLog } from '../../postgres/event-log.ts';
import { type ProjectRow, projectStore } from '../../postgres/project-store.ts';
import { renameEnvironment } from '../../postgres/rename-environment.ts';
import type { Sql } from '../../postgres/sql.ts';
import type { Vault } from '../../vault/vault.ts';
import type { TeamCaller } from '../route.ts';
import { projectFor } from './project-scope.ts';

export type CustomEnvironmentPorts = {
  readonly database: Database;
  readonly vault: Vault;
  readonly now: () => Date;
};

type Told = Pick<NewEvent, 'type' | 'subject' | 'data'>;
type Changed = {
  readonly environment: DescribedEnvironment;
  /** What happened, in order; the subject has the project already. */
  readonly told: readonly Told[];
};

/** What is in the hands of a change: the locked project with the environments it has. */
export type ProjectInHand = {
  readonly sql: Sql;
  readonly caller: TeamCaller;
  readonly project: ProjectRow;
  readonly existing: readonly DescribedEnvironment[];
};

/** Changes the environments of a project under its lock, and tells of it in the log. */
export function changeEnvironments(
  { database, vault, now }: CustomEnvironmentPorts,
  caller: TeamCaller,
  named: string,
  change: (hand: ProjectInHand) => Promise<Result<Changed, Refusal>>,
): Promise<Result<DescribedEnvironment, Refusal>> {
  return database.transact(async (sql): Promise<Result<DescribedEnvironment, Refusal>> => {
    const project = await projectFor(sql, caller, { project: named, action: 'project:write' });
    if (!project.ok) return project;
    const projectId = project.value.project_id;
    await projectStore(sql, caller.team.id, vault).lock([projectId]);
    const existing = await listCustomEnvironments(sql, { teamId: caller.team.id, projectId });
    const changed = await change({ sql, caller, project: project.value, existing });
    if (!changed.ok) return changed;
    const log = eventLog(sql, caller.team.id, now);
    for (const told of changed.value.told) {
      const subject = { project: projectId, ...told.subject };
      await log.append({ ...told, actor: caller.actor, subject });
    }
    return ok(changed.value.environment);
  });
}

/** Adds an environment, empty. */
export async function addEnvironment(
  { sql, caller, project, existing }: ProjectInHand,
  { slug: wanted, description = null, branchMatcher = null }: Described & { readonly slug: string },
  at: Date,
): Promise<Result<Changed, Refusal>> {
  const slug = parseNewEnvironment(wanted, existing);
  if (!slug.ok) return slugRefusal(slug.error.code, wanted, project.name);
  const environment: DescribedEnvironment = {
    id: environmentId.parse(mintId('environment')),
    slug: slug.value,
    description,
    branchMatcher,
    createdAt: at,
    updatedAt: at,
  };
  await saveCustomEnvironment(sql, placeOf(caller, project), environment);
  return ok({
    environment,
    told: [tell('environment.created', environment)],
  });
}

/** What a team says of an environment. */
type Described = {
  readonly description?: string | null | undefined;
  readonly branchMatcher?: BranchMatcher | null | undefined;
};

/** Renames an environment or describes it anew; what is left out stays. */
export async function updateEnvironment(
  { sql, caller, project, existing }: ProjectInHand,
  { vault, now }: Pick<CustomEnvironmentPorts, 'vault' | 'now'>,
  {
    named,
    slug,
    ...change
  }: Described & { readonly named: string; readonly slug?: string | undefined },
): Promise<Result<Changed, Refusal>> {
  const current = environmentNamed(existing, named);
  if (!current.ok) return current;
  const { slug: from } = current.value;
  const to = slug ?? from;
  const others = existing.filter(({ id }) => id !== current.value.id);
  const parsed = parseEnvironmentSlug(to, others);
  if (!parsed.ok) return slugRefusal(parsed.error.code, to, project.name);
  const environment: DescribedEnvironment = {
    ...current.value,
    slug: to,
    description: change.description === undefined ? current.value.description : change.description,
    branchMatcher:
      change.branchMatcher === undefined ? current.value.branchMatcher : change.branchMatcher,
    updatedAt: now(),
  };
  const place = placeOf(caller, project);
  await saveCustomEnvironment(sql, place, environment);
  if (from !== to) await renameEnvironment(sql, vault, { ...place, from, to });
  const former: Record<string, string> = from === to ? {} : { formerEnvironment: from };
  return ok({ environment, told: [tell('environment.updated', environment, former)] });
}

/** Deletes an environment, with what was for nothing else. */
export async function removeEnvironment(
  { sql, caller, project, existing }: ProjectInHand,
  { named, keepsVariables }: { readonly named: string; readonly keepsVariables: boolean },
): Promise<Result<Changed, Refusal>> {
  const environment = environmentNamed(existing, named);
  if (!environment.ok) return environment;
  const place = placeOf(caller, project);
  const gone = await removeCustomEnvironment(sql, place, environment.value, { keepsVariables });
  const environments = [environment.value.slug];
  return ok({
    environment: environment.value,
    told: [
      ...gone.variables.map(
        ({ id, name }): Told => ({
          type: 'variable.deleted',
          subject: { variable: id },
          data: { name, environments },
        }),
      ),
      ...gone.connections.map(
        ({ id, resourceId, installationId }): Told => ({
          type: 'connection.removed',
          subject: { connection: id, resource: resourceId, installation: installationId },
          data: { environments },
        }),
      ),
      tell('environment.removed', environment.value),
    ],
  });
}

function tell(
  type: EventType,
  { id, slug }: DescribedEnvironment,
  data: Record<string, string> = {},
): Told {
  return { type, subject: { environment: id }, data: { environment: slug, ...data } };
}

/** One of a project's own environments, by slug or id. */
export function environmentNamed<Environment extends CustomEnvironment>(
  existing: readonly Environment[],
  named: string,
): Result<Environment, Refusal> {
  const found = existing.find(({ id, slug }) => id === named || slug === named);
  if (found !== undefined) return ok(found);
  return refuse(
    'environment_not_found',
    `There is no environment '${named}' that was added to this project. Production, preview and development are always there, as they are.`,
    { known: existing.map(({ slug }) => slug) },
  );
}

function placeOf({ team }: TeamCaller, { project_id: projectId }: ProjectRow) {
  return { teamId: team.id, projectId };
}

type SlugProblem = Extract<
  ReturnType<typeof parseNewEnvironment>,
  { readonly ok: false }
>['error']['code'];

function slugRefusal(code: SlugProblem, slug: string, project: string) {
  switch (code) {
    case 'invalid_environment':
      return refuse(
        code,
        `'${slug}' cannot name an environment: 1 to 32 lower-case letters, digits and hyphens, not a hyphen first.`,
      );
    case 'environment_reserved':
      return refuse(code, `'${slug}' has a meaning of its own. Choose another name.`);
    case 'slug_taken':
      return refuse(code, `The project '${project}' has an environment '${slug}' already.`);
    case 'environment_limit_reached':
      return refuse(
        code,
        `The project '${project}' has ${customEnvironmentLimit} environments of its own, and more are not possible. Delete one first.`,
        { limit: customEnvironmentLimit },
      );
  }
}
