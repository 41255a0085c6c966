import type { DeploymentAction } from '@kontor/protocol/vocabulary';
import { type ChosenActions, noActions } from '../../domain/deployment/action-run.ts';
import type { CustomEnvironment } from '../../domain/environment/environment.ts';
import { resolveEnvironments } from '../../domain/environment/target.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';

/** What a team wants done for deployments, in its own words. */
export type WantedActions = {
  readonly required: boolean;
  readonly actions: readonly {
    readonly slug: string;
    /** Names, slugs or ids; absent is what the product suggests, else all of the connection. */
    readonly environments?: readonly string[] | undefined;
  }[];
};

type Place = {
  /** Those of the connection. */
  readonly environments: readonly string[];
  readonly custom: readonly CustomEnvironment[];
};

/**
 * Finds what was chosen among what the product declares. An action runs only where the connection
 * brings secrets, because what it makes takes their place.
 *
 * @see spec/partner-api.md §10.6, §10.10
 */
export function chooseActions(
  wanted: WantedActions | undefined,
  declared: readonly DeploymentAction[],
  place: Place,
): Result<ChosenActions, Refusal> {
  if (wanted === undefined) return ok(noActions);
  const actions: ChosenActions['actions'][number][] = [];
  for (const { slug, environments: named } of wanted.actions) {
    const action = declared.find((each) => each.slug === slug);
    if (action === undefined) return notDeclared(slug, declared);
    if (actions.some((each) => each.slug === slug)) return unfit(`'${slug}' is chosen twice`);
    const environments = environmentsFor(action, named, place);
    if (!environments.ok) return environments;
    actions.push({ slug, environments: environments.value });
  }
  return ok({ required: wanted.required, actions });
}

/** What stays chosen when a connection leaves environments. */
export function keptActions(
  { required, actions }: ChosenActions,
  environments: readonly string[],
): ChosenActions {
  const kept = actions.map(({ slug, environments: former }) => ({
    slug,
    environments: former.filter((each) => environments.includes(each)),
  }));
  return { required, actions: kept.filter((each) => each.environments.length > 0) };
}

function environmentsFor(
  { slug, options, suggestions }: DeploymentAction,
  named: readonly string[] | undefined,
  { environments: connected, custom }: Place,
): Result<readonly string[], Refusal> {
  const permitted = options?.environments ?? connected;
  if (named === undefined) {
    const suggested = suggestions?.environments ?? connected;
    const fitting = suggested.filter(
      (each) => connected.includes(each) && permitted.includes(each),
    );
    if (fitting.length > 0) return ok(fitting);
    return unfit(`'${slug}' runs in ${permitted.join(', ')}, and the connection has none of them`);
  }
  const resolved = resolveEnvironments(named, custom);
  if (!resolved.ok) {
    return unfit(
      `'${slug}' cannot run in ${resolved.error.unknown.join(', ')}, which is not there`,
    );
  }
  const outside = resolved.value.filter((each) => !connected.includes(each));
  if (outside.length > 0) {
    return unfit(`'${slug}' cannot run in ${outside.join(', ')}, which is not connected`);
  }
  const refused = resolved.value.filter((each) => !permitted.includes(each));
  if (refused.length > 0) {
    return unfit(`'${slug}' runs in ${permitted.join(', ')} only, not in ${refused.join(', ')}`);
  }
  return resolved;
}

function notDeclared(slug: string, declared: readonly DeploymentAction[]) {
  const slugs = declared.map((each) => each.slug);
  const known = slugs.length === 0 ? 'It has none' : `It has: ${slugs.join(', ')}`;
  return unfit(`the product has no action '${slug}'. ${known}`);
}

function unfit(message: string) {
  return refuse('invalid_request', `The actions cannot be chosen: ${message}.`, {
    fields: [{ key: 'deployments.actions', message }],
  });
}
