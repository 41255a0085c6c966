import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { type Operation, sceneOf, type Trial } from '../asking.ts';
import type { Choices } from '../choices.ts';
import { collides } from '../contents.ts';
import { type Installation, type Resource, resourcesOf, type Secret, type Team } from '../model.ts';
import { type Caller, type Right, turnedAway } from '../rights.ts';
import { secretsOf } from '../stage.ts';
import { mayCost } from './money.ts';

/** Few, so that they are taken now and then. */
export const resourceNames = ['orders', 'users', 'events', 'cache'] as const;

const install: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const integration = choices.number(trial.stage.integrations.length);
  const acceptedPolicies = choices.rarely(8) ? [] : ['toc', 'eula'];
  const isThere = team.installations.some(
    (each) => each.integration === integration && !each.isEnded,
  );
  return trial.ask(k.install, {
    by,
    call: {
      params: { team: team.slug },
      body: { integration: trial.stage.integrations[integration]?.slug, acceptedPolicies },
    },
    success: 201,
    refusal:
      turnedAway(team, by, 'installation:manage') ??
      (acceptedPolicies.length === 0 ? 'policies_not_accepted' : undefined) ??
      (isThere ? 'already_installed' : undefined),
    takeOver: ({ installation: { id } }) => {
      team.installations.push({ id, integration, plan: '', isEnded: false, resources: [] });
    },
  });
};

const uninstall: Operation = (trial, choices) => {
  const scene = installationScene(trial, choices);
  if (scene === undefined) return undefined;
  const { installation, params } = scene;
  return trial.ask(k.uninstall, {
    by: scene.by,
    call: { params },
    success: 200,
    refusal: installationAtDoor(scene, 'installation:manage'),
    takeOver: () => {
      installation.isEnded = true;
    },
  });
};

const changeInstallationPlan: Operation = (trial, choices) => {
  const scene = installationScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, installation, params } = scene;
  const billingPlanId = choices.oneOf('free', 'team');
  return trial.ask(k.updateTeamInstallation, {
    by,
    call: { params, body: { billingPlanId } },
    success: 200,
    refusal: installationAtDoor(scene, 'installation:manage') ?? mayCost(team, billingPlanId),
    takeOver: () => {
      installation.plan = billingPlanId;
    },
  });
};

const provision: Operation = (trial, choices) => {
  const scene = installationScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, installation, params } = scene;
  const name = choices.oneOf<string>(...resourceNames);
  const metadata = drawMetadata(choices);
  const plan = drawPlan(choices);
  return trial.ask(k.createResource, {
    by,
    call: { params, body: { product: 'db', name, metadata, billingPlanId: plan } },
    success: 201,
    refusal:
      installationAtDoor(scene, 'resource:write') ??
      mayCost(team, plan) ??
      flawOf(metadata) ??
      (isTaken(installation, name) ? 'name_taken' : undefined),
    takeOver: ({ resource: { id, externalId } }) => {
      const secrets = trial.stage.keysets.get(externalId ?? '') ?? [];
      installation.resources.push({
        ...{ id, externalId: externalId ?? '', name, plan, secrets },
        metadata: { size: 1, ...metadata },
        connections: [],
        isGone: false,
      });
    },
  });
};

const changeResource: Operation = (trial, choices) => {
  const scene = resourceScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, installation, resource, params } = scene;
  const name = choices.oneOf<string>(...resourceNames);
  const metadata = drawMetadata(choices);
  const billingPlanId = drawPlan(choices);
  const change = choices.oneOf<{
    name?: string;
    metadata?: Readonly<Record<string, unknown>>;
    billingPlanId?: string;
  }>({ name }, { metadata }, { billingPlanId }, { name, metadata });
  return trial.ask(k.updateTeamResource, {
    by,
    call: { params, body: change },
    success: 200,
    refusal:
      resourceAtDoor(scene, 'resource:write') ??
      (change.billingPlanId === undefined ? undefined : mayCost(team, change.billingPlanId)) ??
      (change.metadata === undefined ? undefined : flawOf({ ...resource.metadata, ...metadata })) ??
      (change.name !== undefined && name !== resource.name && isTaken(installation, name)
        ? 'name_taken'
        : undefined),
    takeOver: () => {
      if (change.name !== undefined) resource.name = change.name;
      if (change.metadata !== undefined) resource.metadata = { ...resource.metadata, ...metadata };
      if (change.billingPlanId !== undefined) resource.plan = change.billingPlanId;
    },
  });
};

const deleteResource: Operation = (trial, choices) => {
  const scene = resourceScene(trial, choices);
  if (scene === undefined) return undefined;
  const { by, resource, params } = scene;
  return trial.ask(k.deleteTeamResource, {
    by,
    call: { params },
    success: 200,
    refusal: resourceAtDoor(scene, 'resource:write'),
    takeOver: () => {
      resource.isGone = true;
    },
  });
};

const rotate: Operation = (trial, choices) => {
  const scene = resourceScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, installation, resource, params } = scene;
  const { isTransferable } = trial.stage.integrations[installation.integration] ?? {};
  // what the product asks of its metadata at the provider says under which prefix
  const drawn = secretsOf(resource.externalId, resource.metadata.region === 'iad1');
  const isClash = clashesWith(team, resource, drawn);
  return trial.ask(k.rotateTeamResourceSecrets, {
    by,
    call: { params, body: {} },
    success: 200,
    refusal:
      resourceAtDoor(scene, 'resource:write') ??
      (isTransferable ? undefined : 'not_offered') ??
      (isClash ? 'provider_refused' : undefined),
    takeOver: () => {
      resource.secrets = trial.stage.keysets.get(resource.externalId) ?? [];
    },
  });
};

/** Whether these instead of its own would give some name of a project two owners. */
export function clashesWith(team: Team, resource: Resource, secrets: readonly Secret[]): boolean {
  const before = resource.secrets;
  resource.secrets = secrets;
  const isClash = team.projects.some((project) => collides(team, project));
  resource.secrets = before;
  return isClash;
}

const drawPlan = (choices: Choices) => choices.oneOf('free', 'credits', 'pro');

function drawMetadata(choices: Choices): Readonly<Record<string, unknown>> {
  const region = choices.rarely(12) ? 'mars' : choices.oneOf('fra1', 'iad1');
  return choices.rarely(3) ? { region, size: choices.number(12) + 1 } : { region };
}

/** @see the schema of the scripted product */
function flawOf({ region, size = 1 }: Readonly<Record<string, unknown>>): string | undefined {
  return region === 'mars' || Number(size) > 10 ? 'invalid_metadata' : undefined;
}

export const isTaken = ({ resources }: Installation, name: string) =>
  resources.some((resource) => resource.name === name && !resource.isGone);

type InstallationScene = {
  readonly team: Team;
  readonly by: Caller;
  readonly installation: Installation;
  readonly params: { readonly team: string; readonly installation: string };
};

/** An installation of the team, and now and then of another one. */
export function installationScene(trial: Trial, choices: Choices): InstallationScene | undefined {
  const { team, by } = sceneOf(trial, choices);
  const holder = choices.rarely(16) ? (choices.of(trial.model.teams) ?? team) : team;
  const drawn = choices.of(holder.installations.toReversed());
  if (drawn === undefined) return undefined;
  // what has moved is in the history of one team, and the other has it
  const installation = team.installations.find(({ id }) => id === drawn.id) ?? drawn;
  const params = { team: team.slug, installation: installation.id };
  return { team, by, installation, params };
}

export function installationAtDoor(
  { team, by, installation }: InstallationScene,
  right: Right,
): string | undefined {
  const turned = turnedAway(team, by, right);
  if (turned !== undefined) return turned;
  if (!team.installations.includes(installation)) return 'installation_not_found';
  return installation.isEnded ? 'not_installed' : undefined;
}

type ResourceScene = {
  readonly team: Team;
  readonly by: Caller;
  readonly installation: Installation;
  readonly resource: Resource;
  readonly params: { readonly team: string; readonly resource: string };
};

/** A resource of the team, and now and then of another one, or of what is not installed any more. */
export function resourceScene(trial: Trial, choices: Choices): ResourceScene | undefined {
  const { team, by } = sceneOf(trial, choices);
  const holder = choices.rarely(16) ? (choices.of(trial.model.teams) ?? team) : team;
  const everything = everythingOf(holder);
  const drawn = choices.of(choices.rarely(16) ? everything : resourcesOf(holder));
  if (drawn === undefined) return undefined;
  // the same, where it went with its installation
  const found =
    everythingOf(team).find(({ resource }) => resource.id === drawn.resource.id) ?? drawn;
  return { team, by, ...found, params: { team: team.slug, resource: found.resource.id } };
}

/** Also what is gone. What a team has in use comes first. */
function everythingOf({ installations }: Team) {
  const all = installations.flatMap((installation) =>
    installation.resources.map((resource) => ({ installation, resource })),
  );
  return all.sort((one, other) => Number(one.resource.isGone) - Number(other.resource.isGone));
}

export function resourceAtDoor(
  { team, by, installation, resource }: ResourceScene,
  right: Right,
): string | undefined {
  const turned = turnedAway(team, by, right);
  if (turned !== undefined) return turned;
  const isGone = installation.isEnded || resource.isGone;
  return team.installations.includes(installation) && !isGone ? undefined : 'resource_not_found';
}

export const marketplaceOperations = {
  install,
  uninstall,
  changeInstallationPlan,
  provision,
  changeResource,
  deleteResource,
  rotate,
};
