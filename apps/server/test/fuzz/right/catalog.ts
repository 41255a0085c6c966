import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { done } from '../../isolation/done.ts';
import { eventually } from '../../world/story.ts';
import type { Making, Makings, Stage } from './making.ts';

/** What a provider may change without anybody else noticing. */
const another: Making = async ({ things }) => ({
  at: { integration: (await things.integration()).id },
});

/** A team of its own, because each has only so many. */
const aWebhook: Making = async ({ theirs: { stage }, things }) => {
  const params = { team: await things.team() };
  const body = { url: `${stage.provider.baseUrl}/hook`, events: ['project.removed'] };
  const { receiver } = await done(stage.owner.api(k.createWebhook, { params, body }));
  return { at: { ...params, webhook: receiver.id } };
};

/** What providers publish, and how they are told. */
export const catalogMakings: Makings = {
  createIntegration: ({ things }) => {
    const slug = things.word('new');
    return {
      body: {
        ...{
          slug,
          name: slug,
          developer: 'New Ltd',
          shortDescription: 'New',
          category: 'Databases',
        },
        ...{
          contactEmail: 'dev@new.test',
          baseUrl: 'https://new.test',
          eulaUrl: 'https://new.test',
        },
      },
    };
  },
  updateIntegration: async (stage) => ({
    ...(await another(stage)),
    body: { name: stage.things.word('Renamed') },
  }),
  putProduct: another,
  submitListing: another,
  withdrawListing: another,
  rotateClientSecret: another,
  replayProviderCall: async (stage) => ({
    at: { call: await callOf(stage) },
    body: { isConfirmed: true },
  }),
  deleteWebhook: aWebhook,
  deleteRestWebhook: aWebhook,
};

/** A change that the provider was asked for. */
async function callOf({ theirs: { stage, integrationId }, things }: Stage): Promise<string> {
  const { id: resource, externalId } = await things.resource();
  const body = { name: things.word('renamed') };
  await done(
    stage.owner.api(k.updateTeamResource, { params: { team: stage.team, resource }, body }),
  );
  const params = { team: stage.team, integration: integrationId };
  return eventually(async () => {
    const query = { direction: 'outbound', resource: externalId ?? '' };
    const { body: found } = await stage.owner.api(k.listProviderCalls, { params, query });
    return found.calls.find(({ operation }) => operation === 'updateResource')?.id;
  });
}
