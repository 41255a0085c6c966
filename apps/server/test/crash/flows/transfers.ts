import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { install, variablesOf } from '../../world/story.ts';
import { accept, codeFor, furnished, targetOf } from '../../world/two-teams.ts';
import { effectsFromNow, type Flow } from '../scene.ts';
import { logOf, resourcesOf } from './found.ts';

export const transferring: Flow = {
  name: 'transfer',
  prepare: async (lane) => {
    const stage = await lane.freshTeam();
    const { id, name, resource } = await furnished(stage, await install(stage));
    const target = await targetOf({ ...stage, signUp: lane.signUp });
    const code = await codeFor(stage, name);
    const effects = effectsFromNow(lane);
    return {
      stages: [stage, target],
      steps: [{ ask: () => accept(target, code), subject: () => resource.id }],
      compare: async () => {
        const { owner, team } = target;
        const shown = await owner.api(k.getProject, { params: { team, project: id } });
        return {
          found: {
            left: (await resourcesOf(stage)).map((each) => each.id),
            arrived: (await resourcesOf(target)).map((each) => each.id),
            project: shown.status,
            there: lane.provider.resources.get(resource.externalId ?? '')?.installationId,
            variables: Object.keys(await variablesOf(target, id, 'production')).sort(),
            effects: effects.names(),
            log: await logOf(target, ['project.transferred-in']),
          },
          expected: {
            left: [],
            arrived: [resource.id],
            project: 200,
            there: target.installation,
            variables: ['BY_HAND', 'DATABASE_URL'],
            effects: ['transfer.accept'],
            log: ['project.transferred-in'],
          },
        };
      },
    };
  },
};
