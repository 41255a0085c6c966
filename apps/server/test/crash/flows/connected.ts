import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { install, project, provision } from '../../world/story.ts';
import type { Lane } from '../lane.ts';

/** A team with an installation, and a resource in a project of its own. */
export async function connected(lane: Lane) {
  const stage = await lane.freshTeam();
  const installation = await install(stage);
  const resource = await provision(stage, installation, { billingPlanId: 'free' });
  const name = 'shop';
  await project(stage, name);
  await stage.owner.api(k.connectResource, {
    params: { team: stage.team, resource: resource.id },
    body: { project: name, environments: ['production'] },
  });
  return { stage, installation, resource, name };
}
