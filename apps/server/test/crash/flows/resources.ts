import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { install, payWith, provision, variablesOf, wanted } from '../../world/story.ts';
import { effectsFromNow, type Flow, idOf } from '../scene.ts';
import { connected } from './connected.ts';
import { logOf, resourcesOf } from './found.ts';

export const provisioning: Flow = {
  name: 'provision',
  prepare: async (lane) => {
    const stage = await lane.freshTeam();
    const installation = await install(stage);
    const effects = effectsFromNow(lane);
    const body = wanted({ billingPlanId: 'free' });
    const params = { team: stage.team, installation };
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) => stage.owner.api(k.createResource, { params, body, headers }),
          subject: idOf,
        },
      ],
      compare: async () => {
        const there = [...lane.provider.resources.values()].filter(
          (each) => each.installationId === installation,
        );
        return {
          found: {
            resources: (await resourcesOf(stage)).map((each) => [each.lifecycle, each.externalId]),
            effects: effects.names(),
            log: await logOf(stage, ['resource.provisioned']),
          },
          expected: {
            resources: there.map(({ id }) => ['active', id]),
            effects: ['resource.provision'],
            log: ['resource.provisioned'],
          },
        };
      },
    };
  },
};

export const changingPlan: Flow = {
  name: 'plan change',
  prepare: async (lane) => {
    const stage = await lane.freshTeam();
    await payWith(stage, 'test_ok');
    const resource = await provision(stage, await install(stage), { billingPlanId: 'free' });
    const effects = effectsFromNow(lane);
    const params = { team: stage.team, resource: resource.id };
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) =>
            stage.owner.api(k.updateTeamResource, {
              params,
              body: { billingPlanId: 'pro' },
              headers,
            }),
          subject: idOf,
        },
      ],
      compare: async () => ({
        found: {
          plans: (await resourcesOf(stage)).map(({ billingPlan }) => billingPlan?.id),
          there: lane.provider.resources.get(resource.externalId ?? '')?.planId,
          effects: effects.names(),
        },
        expected: { plans: ['pro'], there: 'pro', effects: ['resource.update'] },
      }),
    };
  },
};

export const deleting: Flow = {
  name: 'delete a resource',
  prepare: async (lane) => {
    const { stage, resource, name } = await connected(lane);
    const effects = effectsFromNow(lane);
    const params = { team: stage.team, resource: resource.id };
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) => stage.owner.api(k.deleteTeamResource, { params, headers }),
          isDone: ({ error }) => error?.code === 'resource_not_found',
          subject: idOf,
        },
      ],
      compare: async () => ({
        found: {
          resources: (await resourcesOf(stage)).length,
          variables: await variablesOf(stage, name, 'production'),
          there: lane.provider.resources.has(resource.externalId ?? ''),
          effects: effects.names(),
        },
        expected: { resources: 0, variables: {}, there: false, effects: ['resource.delete'] },
      }),
    };
  },
};
