import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { variablesOf } from '../../world/story.ts';
import { voiceOf } from '../../world/voice.ts';
import { effectsFromNow, type Flow, idOf } from '../scene.ts';
import { connected } from './connected.ts';
import { installationsOf, logOf, resourcesOf } from './found.ts';

export const installing: Flow = {
  name: 'install',
  prepare: async (lane) => {
    const stage = await lane.freshTeam();
    const { owner, team, integration } = stage;
    const effects = effectsFromNow(lane);
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) =>
            owner.api(k.install, {
              params: { team },
              body: { integration: integration.slug, acceptedPolicies: ['toc', 'eula'] },
              headers,
            }),
          subject: idOf,
        },
      ],
      compare: async () => {
        const all = await installationsOf(stage);
        const [id = ''] = all.map((each) => each.id);
        const told = await voiceOf(lane, id)('GET', '/account');
        return {
          found: {
            states: all.map(({ lifecycle }) => lifecycle),
            effects: effects.all().map(({ what, call }) => [what, call.installationId]),
            told: told.status,
            log: await logOf(stage, ['installation.created']),
          },
          expected: {
            states: ['installed'],
            effects: [['installation.upsert', id]],
            // the credential that the provider holds is the one that counts
            told: 200,
            log: ['installation.created'],
          },
        };
      },
    };
  },
};

export const uninstalling: Flow = {
  name: 'uninstall',
  prepare: async (lane) => {
    const { stage, installation, name } = await connected(lane);
    const effects = effectsFromNow(lane);
    const params = { team: stage.team, installation };
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) => stage.owner.api(k.uninstall, { params, headers }),
          isDone: ({ error }) => error?.code === 'installation_not_found',
          subject: idOf,
        },
      ],
      compare: async () => ({
        found: {
          states: (await installationsOf(stage)).map(({ lifecycle }) => lifecycle),
          resources: (await resourcesOf(stage)).length,
          variables: await variablesOf(stage, name, 'production'),
          there: lane.provider.installations.has(installation),
          effects: effects.names(),
        },
        expected: {
          states: [],
          resources: 0,
          variables: {},
          there: false,
          effects: ['installation.delete'],
        },
      }),
    };
  },
};
