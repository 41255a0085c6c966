import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { done } from '../../isolation/done.ts';
import { eventually, variablesOf } from '../../world/story.ts';
import type { Making, Makings, Stage } from './making.ts';

const metadata = { region: 'fra1' };

/** Named by each of the names that addresses have for it. */
const aResource: Making = async ({ things }) => {
  const { id, externalId } = await things.resource();
  return { at: { resource: id, store: id, subject: id, resourceId: externalId ?? '' } };
};
/** The same, and a project that it is not connected to. */
const twoApart: Making = async (stage) => ({
  ...(await aResource(stage)),
  ...{ query: { slug: stage.theirs.stage.team } },
  body: { projectId: await stage.things.project() },
});
const connected: Making = async ({ things }) => {
  const { resource, connection } = await things.connected();
  return { at: { resource, store: resource, connection } };
};
const newSecrets: Making = async (stage) => ({
  ...(await aResource(stage)),
  body: { secrets: [{ name: 'NEW_URL', value: 'db://new' }] },
});

/** Resources, and what projects have of them. */
export const resourceMakings: Makings = {
  createResource: ({ things }) => ({ body: { product: 'db', name: things.word('new'), metadata } }),
  createStore: ({ theirs, things }) => ({
    body: {
      ...{ name: things.word('new'), metadata },
      integrationConfigurationId: theirs.installation,
      integrationProductIdOrSlug: 'db',
    },
  }),
  autoProvision: ({ things }) => ({ body: { name: things.word('new'), metadata } }),
  importResource: ({ things }) => {
    const resourceId = things.word('brought');
    return { at: { resourceId }, body: { productId: 'db', name: resourceId, status: 'ready' } };
  },
  updateTeamResource: async (stage) => ({
    ...(await aResource(stage)),
    body: { name: stage.things.word('renamed') },
  }),
  deleteTeamResource: aResource,
  deleteStore: aResource,
  deleteInstallationResource: aResource,
  rotateTeamResourceSecrets: aResource,
  updateResourceSecrets: newSecrets,
  updateProductResourceSecrets: newSecrets,
  setSpendLimit: aResource,
  connectResource: async ({ things }) => ({
    at: { resource: (await things.resource()).id },
    body: { project: await things.project(), environments: ['production'] },
  }),
  connectStore: twoApart,
  connectInstalledResource: twoApart,
  updateConnection: connected,
  changeStoreConnection: connected,
  disconnectResource: connected,
  disconnectStore: connected,
  disconnectStoreEverywhere: connected,
  createSandboxClaimUrl: async ({ theirs: { stage, installation, speak }, things }) => {
    const name = things.word('sandbox');
    const params = { installationId: installation, resourceId: name };
    const body = { productId: 'db', name, status: 'ready', ownership: 'sandbox' };
    await done(speak(p.importResource, { params, body }));
    const { resources } = await done(
      stage.owner.api(k.listTeamResources, { params: { team: stage.team } }),
    );
    const made = resources.find(({ externalId }) => externalId === name);
    return { at: { resource: made?.id ?? '' }, body: { source: 'cli' } };
  },
  readConfigItems: asReader,
  readConfigItem: asReader,
  readConfigDigest: asReader,
};

/** What a project reads its flags with. */
async function asReader({ theirs: { stage, projectId } }: Stage) {
  const found = await eventually(async () => {
    const { EXPERIMENTATION_CONFIG } = await variablesOf(stage, projectId, 'production');
    return EXPERIMENTATION_CONFIG;
  });
  return { token: new URL(found).searchParams.get('token') ?? '' };
}
