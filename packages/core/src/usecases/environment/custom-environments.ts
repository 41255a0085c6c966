import type { BranchMatcher, EnvironmentId, ProjectId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import {
  type CustomEnvironment,
  customEnvironmentLimit,
  type DescribedEnvironment,
  type EnvironmentSlugError,
  parseEnvironmentSlug,
  parseNewEnvironment,
  whyNotNamed,
} from '../../domain/environment/environment.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { NewEvent } from '../event/event-log.ts';
import type { TeamTx } from '../team-tx.ts';

/** What went with an environment, because it was for nothing else. */
export type GoneWith = {
  readonly variables: readonly { readonly id: string; readonly name: string }[];
  readonly connections: readonly {
    readonly id: string;
    readonly resourceId: string;
    readonly installationId: string;
  }[];
};

/** The environments that one team added to its projects. */
export type CustomEnvironmentStore = {
  /** Those of a project, the oldest first. */
  readonly list: (projectId: ProjectId) => Promise<readonly DescribedEnvironment[]>;
  /** Adds it, or replaces what is kept of it. Its slug is free. */
  readonly save: (projectId: ProjectId, environment: DescribedEnvironment) => Promise<void>;
  /**
   * Takes it out of everything that targets it. A connection that was for nothing else goes with it,
   * and so does a variable unless those are kept, for nothing at all.
   */
  readonly remove: (
    projectId: ProjectId,
    environment: CustomEnvironment,
    how: { readonly keepsVariables: boolean },
  ) => Promise<GoneWith>;
};

export type CustomEnvironmentTx = Pick<TeamTx, 'customEnvironments' | 'events'>;

/** Where and by whom an environment is changed. The project is locked. */
export type ChangingEnvironments = {
  readonly project: { readonly id: ProjectId; readonly name: string };
  readonly actor: Actor;
  readonly at: Date;
};

/** What a team says of an environment; what is left out stays, or is nothing. */
export type EnvironmentDescription = {
  readonly description?: string | null | undefined;
  readonly branchMatcher?: BranchMatcher | null | undefined;
};

type Changed = Promise<Result<DescribedEnvironment, Refusal>>;

/** Adds an environment, empty. */
export async function addEnvironment(
  tx: CustomEnvironmentTx,
  where: ChangingEnvironments & { readonly id: EnvironmentId },
  {
    slug: wanted,
    description = null,
    branchMatcher = null,
  }: EnvironmentDescription & { readonly slug: string },
): Changed {
  const { project, at, id } = where;
  const slug = parseNewEnvironment(wanted, await tx.customEnvironments.list(project.id));
  if (!slug.ok) return slugRefusal(slug.error.code, wanted, project.name);
  const environment: DescribedEnvironment = {
    ...{ id, slug: slug.value, description, branchMatcher },
    ...{ createdAt: at, updatedAt: at },
  };
  await tx.customEnvironments.save(project.id, environment);
  await tell(tx, where, { type: 'environment.created', environment });
  return ok(environment);
}

/** Describes an environment anew, or calls it otherwise, which `rename` carries on to all that names it. */
export async function updateEnvironment(
  tx: CustomEnvironmentTx,
  where: ChangingEnvironments,
  {
    named,
    slug,
    rename,
    ...change
  }: EnvironmentDescription & {
    /** Slug or id. */
    readonly named: string;
    readonly slug?: string | undefined;
    readonly rename?: (former: { readonly from: string; readonly to: string }) => Promise<void>;
  },
): Changed {
  const { project, at } = where;
  const existing = await tx.customEnvironments.list(project.id);
  const current = environmentNamed(existing, named);
  if (!current.ok) return current;
  const { id, slug: from } = current.value;
  const to = slug ?? from;
  const parsed = parseEnvironmentSlug(
    to,
    existing.filter((each) => each.id !== id),
  );
  if (!parsed.ok) return slugRefusal(parsed.error.code, to, project.name);
  const { description = current.value.description } = change;
  const { branchMatcher = current.value.branchMatcher } = change;
  const environment: DescribedEnvironment = {
    ...current.value,
    ...{ slug: to, description, branchMatcher, updatedAt: at },
  };
  await tx.customEnvironments.save(project.id, environment);
  if (from !== to) await rename?.({ from, to });
  const data: Record<string, string> = from === to ? {} : { formerEnvironment: from };
  await tell(tx, where, { type: 'environment.updated', environment, data });
  return ok(environment);
}

/** Deletes an environment, with what was for nothing else. */
export async function removeEnvironment(
  tx: CustomEnvironmentTx,
  where: ChangingEnvironments,
  { named, keepsVariables }: { readonly named: string; readonly keepsVariables: boolean },
): Changed {
  const { project, actor } = where;
  const found = environmentNamed(await tx.customEnvironments.list(project.id), named);
  if (!found.ok) return found;
  const environment = found.value;
  const gone = await tx.customEnvironments.remove(project.id, environment, { keepsVariables });
  const environments = [environment.slug];
  for (const { id, name } of gone.variables) {
    const subject = { project: project.id, variable: id };
    await tx.events.append({
      ...{ type: 'variable.deleted', actor, subject },
      data: { name, environments },
    });
  }
  for (const { id, resourceId: resource, installationId: installation } of gone.connections) {
    const subject = { project: project.id, connection: id, resource, installation };
    await tx.events.append({
      ...{ type: 'connection.removed', actor, subject },
      data: { environments },
    });
  }
  await tell(tx, where, { type: 'environment.removed', environment });
  return ok(environment);
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

async function tell(
  { events }: CustomEnvironmentTx,
  { project, actor }: ChangingEnvironments,
  {
    type,
    environment: { id, slug },
    data = {},
  }: {
    readonly type: NewEvent['type'];
    readonly environment: CustomEnvironment;
    readonly data?: Record<string, string>;
  },
): Promise<void> {
  const subject = { project: project.id, environment: id };
  await events.append({ type, actor, subject, data: { environment: slug, ...data } });
}

function slugRefusal(code: EnvironmentSlugError['code'], slug: string, project: string) {
  return refuse(code, whyNotNamed(code, slug, project), {
    ...(code === 'environment_limit_reached' && { limit: customEnvironmentLimit }),
  });
}
