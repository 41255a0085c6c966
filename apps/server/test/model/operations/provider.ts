import { platformEndpoints as p } from '@kontor/protocol/platform';
import { createApi } from '../../world/api-client.ts';
import type { ScriptedProvider } from '../../world/scripted-provider.ts';
import type { Operation, Trial } from '../asking.ts';
import type { Choices } from '../choices.ts';
import { type Installation, type Resource, resourcesOf, type Team } from '../model.ts';
import type { ProviderCaller } from '../rights.ts';
import { plans, secretsOf } from '../stage.ts';
import { clashesWith, isTaken, resourceNames } from './marketplace.ts';

/** The provider sends other secrets by itself, all or some. */
const pushSecrets: Operation = (trial, choices) => {
  const scene = providerScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, resource, params } = scene;
  const drawn = secretsOf(resource.externalId, choices.rarely(3));
  const partial = choices.rarely(2);
  const secrets = choices.some(drawn);
  const isReplaced = ({ name }: { name: string }) => secrets.some((each) => each.name === name);
  const kept = partial ? resource.secrets.filter((each) => !isReplaced(each)) : [];
  const after = [...kept, ...secrets];
  return trial.ask(p.updateResourceSecrets, {
    by,
    call: { params, body: { secrets, partial } },
    refusal: clashesWith(team, resource, after) ? 'variable_collision' : undefined,
    takeOver: () => {
      resource.secrets = after;
    },
  });
};

/** What was made at the provider becomes known; a name that is taken gets a number. */
const importResource: Operation = (trial, choices) => {
  const team = choices.of(trial.model.teams);
  const installation = choices.of(team?.installations.filter(({ isEnded }) => !isEnded) ?? []);
  if (installation === undefined) return undefined;
  const { provider, by } = providerOf(trial, installation);
  const externalId = `made_${installation.id}_${trial.next()}`;
  const wanted = choices.oneOf<string>(...resourceNames);
  const metadata = { region: choices.oneOf('fra1', 'iad1'), size: choices.number(9) + 1 };
  const isLinked = choices.rarely(3);
  const secrets = secretsOf(externalId, metadata.region === 'iad1');
  const [billingPlan] = plans;
  const name = freeName(installation, wanted);
  const params = { installationId: installation.id, resourceId: externalId };
  provider.resources.set(externalId, {
    ...{ id: externalId, installationId: installation.id, name, metadata },
    ...{ productId: 'db', planId: billingPlan.id, status: 'ready' },
  });
  return trial.ask(p.importResource, {
    by,
    call: {
      params,
      body: {
        ...{ productId: 'db', name: wanted, status: 'ready', metadata, billingPlan, secrets },
        ownership: isLinked ? 'linked' : 'owned',
      },
    },
    refusal: undefined,
    takeOver: async (answer) => {
      expectName(name, answer.name);
      const { body } = await createApi(trial.stage.world.url, by.token)(p.getInstallationResource, {
        params,
      });
      installation.resources.push({
        ...{ id: body.internalId, externalId, name, metadata, plan: billingPlan.id, secrets },
        ...{ connections: [], isGone: false, isLinked },
      });
    },
  });
};

/** A name that is taken is not taken over. */
const renameAtProvider: Operation = (trial, choices) => {
  const scene = providerScene(trial, choices);
  if (scene === undefined) return undefined;
  const { by, provider, installation, resource, params } = scene;
  const wanted = choices.oneOf<string>(...resourceNames);
  const name = isTaken(installation, wanted) ? resource.name : wanted;
  const there = provider.resources.get(resource.externalId);
  if (there !== undefined) there.name = name;
  return trial.ask(p.patchResource, {
    by,
    call: { params, body: { name: wanted } },
    refusal: undefined,
    takeOver: (answer) => {
      expectName(name, answer.name);
      resource.name = name;
    },
  });
};

const removeAtProvider: Operation = (trial, choices) => {
  const scene = providerScene(trial, choices);
  if (scene === undefined) return undefined;
  const { by, provider, resource, params } = scene;
  provider.resources.delete(resource.externalId);
  return trial.ask(p.deleteInstallationResource, {
    by,
    call: { params },
    refusal: undefined,
    takeOver: () => {
      resource.isGone = true;
    },
  });
};

function freeName(installation: Installation, wanted: string): string {
  if (!isTaken(installation, wanted)) return wanted;
  for (let number = 2; ; number++) {
    if (!isTaken(installation, `${wanted}-${number}`)) return `${wanted}-${number}`;
  }
}

function expectName(expected: string, came: string): void {
  if (came === expected) return;
  throw new Error(`the model says that it is called ${expected}, the host says ${came}`);
}

type ProviderScene = {
  readonly team: Team;
  readonly by: ProviderCaller;
  readonly provider: ScriptedProvider;
  readonly installation: Installation;
  readonly resource: Resource;
  readonly params: { readonly installationId: string; readonly resourceId: string };
};

/** A resource that is in use, and its provider: under some plan, or any. */
export function providerScene(
  trial: Trial,
  choices: Choices,
  plan?: string,
): ProviderScene | undefined {
  const fits = ({ resource }: { readonly resource: Resource }) =>
    plan === undefined || resource.plan === plan;
  const team = choices.of(trial.model.teams.filter((each) => resourcesOf(each).some(fits)));
  const found = team && choices.of(resourcesOf(team).filter(fits));
  if (team === undefined || found === undefined) return undefined;
  const { installation, resource } = found;
  const params = { installationId: installation.id, resourceId: resource.externalId };
  return { team, ...found, params, ...providerOf(trial, installation) };
}

export function providerOf({ stage }: Trial, { id, integration }: Installation) {
  const { provider } = stage.integrations[integration] ?? {};
  if (provider === undefined) throw new Error(`there is no integration ${integration}`);
  const { accessToken: token = '' } = provider.installations.get(id) ?? {};
  const by: ProviderCaller = { kind: 'provider', token };
  return { provider, by };
}

export const providerOperations = {
  pushSecrets,
  importResource,
  renameAtProvider,
  removeAtProvider,
};
