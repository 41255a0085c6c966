import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { install, project, provision, variablesOf } from '../../world/story.ts';
import { effectsFromNow, type Flow, idOf } from '../scene.ts';
import { connected } from './connected.ts';
import { logOf } from './found.ts';

export const connecting: Flow = {
  name: 'connect',
  prepare: async (lane) => {
    const stage = await lane.freshTeam();
    const resource = await provision(stage, await install(stage), { billingPlanId: 'free' });
    await project(stage, 'shop');
    const params = { team: stage.team, resource: resource.id };
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) =>
            stage.owner.api(k.connectResource, {
              params,
              body: { project: 'shop', environments: ['production'] },
              headers,
            }),
          // a repeat whose first try was not answered finds it made
          isDone: ({ error }) => error?.code === 'already_connected',
          subject: () => resource.id,
        },
      ],
      compare: async () => {
        const { body } = await stage.owner.api(k.listConnections, { params });
        return {
          found: {
            connections: body.connections.length,
            variables: Object.keys(await variablesOf(stage, 'shop', 'production')),
            log: await logOf(stage, ['connection.created']),
          },
          expected: {
            connections: 1,
            variables: ['DATABASE_URL'],
            log: ['connection.created'],
          },
        };
      },
    };
  },
};

export const rotating: Flow = {
  name: 'rotate',
  prepare: async (lane) => {
    const { stage, resource, name } = await connected(lane);
    const effects = effectsFromNow(lane);
    const params = { team: stage.team, resource: resource.id };
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) =>
            stage.owner.api(k.rotateTeamResourceSecrets, { params, body: {}, headers }),
          subject: idOf,
        },
      ],
      compare: async () => {
        const [made] = effects
          .all()
          .map(({ answer }) => answer as { secrets: { value: string }[] });
        return {
          found: {
            served: await variablesOf(stage, name, 'production'),
            effects: effects.names(),
          },
          expected: {
            // the newest that the provider has made is what deployments read
            served: { DATABASE_URL: made?.secrets[0]?.value },
            effects: ['resource.rotateSecrets'],
          },
        };
      },
    };
  },
};
