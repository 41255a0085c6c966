import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { done } from '../../isolation/done.ts';
import { project } from '../../world/story.ts';
import type { Making, Makings } from './making.ts';

/** A project that another team of the same owner gives away, for whoever has the code. */
const offeredElsewhere: Making = async ({ theirs: { stage }, things }) => {
  const team = await things.team();
  const params = { team, project: await project({ ...stage, team }, things.word('offered')) };
  const { code } = await done(stage.owner.api(k.offerProject, { params, body: {} }));
  return { at: { code }, body: { newProjectName: things.word('taken') } };
};

const aCode: Making = async (stage) => ({ at: (await offeredElsewhere(stage)).at ?? {} });

const aResource: Making = async ({ things }) => ({
  at: { resource: (await things.resource()).id },
});
const aProject: Making = async ({ things }) => ({ at: { project: await things.project() } });

/** Moves to another team, of the one and of the other end. */
export const transferMakings: Makings = {
  offerProject: aProject,
  createProjectTransfer: aProject,
  offerResource: aResource,
  offerInstallation: async ({ things }) => ({ at: await things.installed() }),
  getTransfer: aCode,
  acceptTransfer: offeredElsewhere,
  acceptProjectTransfer: offeredElsewhere,
  declineTransfer: aCode,
  withdrawTransfer: async ({ theirs: { stage }, things }) => {
    const params = { team: stage.team, resource: (await things.resource()).id };
    const { transfer } = await done(stage.owner.api(k.offerResource, { params, body: {} }));
    return { at: { transfer: transfer.id } };
  },
};
