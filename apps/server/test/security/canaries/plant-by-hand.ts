import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { expect } from 'vitest';
import { done } from '../../isolation/done.ts';
import type { Ground } from './ground.ts';

/** What people, providers and teams write down by themselves. */
export async function plantByHand({ world, theirs, plant, hold }: Ground): Promise<void> {
  const { api } = world.owner;
  const { team } = world;
  const inProject = { team, project: theirs.projectId };
  const inResource = { team, resource: theirs.resource.id };
  const environments = ['production'];
  await done(api(k.rotateTeamResourceSecrets, { params: inResource, body: {} }));
  await done(
    theirs.speak(p.updateResourceSecrets, {
      params: { installationId: theirs.installation, resourceId: theirs.external },
      body: {
        secrets: [
          {
            ...{ name: 'PUSHED', value: plant('a secret that was pushed') },
            environmentOverrides: { production: plant('an override of a secret') },
          },
        ],
        partial: true,
      },
    }),
  );
  for (const type of ['encrypted', 'sensitive', 'plain'] as const) {
    const value = plant(`a variable that is ${type}`);
    const body = { name: `BY_${type.toUpperCase()}`, value, environments, type };
    await done(api(k.createVariable, { params: inProject, body }));
  }
  const refused = { name: 'BY_PLAIN', value: plant('a variable that was refused'), environments };
  await api(k.createVariable, { params: inProject, body: refused });
  await done(
    api(r.createSharedEnvVariable, {
      query: { slug: team },
      body: {
        evs: [{ key: 'FOR_ALL', value: plant('a shared variable') }],
        ...{ type: 'encrypted', target: environments, projectId: [theirs.projectId] },
      },
    }),
  );
  await done(
    api(k.createStatePlan, {
      params: { team, project: 'acme-shop' },
      body: {
        state: {
          project: 'acme-shop',
          variables: { OF_FILE: { value: plant('a value of a file') } },
        },
      },
    }),
  );
  const callbackSecret = plant('the secret of a callback');
  await done(
    api(r.createProjectTransfer, {
      ...{ params: { project: theirs.projectId }, query: { slug: team } },
      body: { callbackUrl: 'https://hooks.example.com/moved', callbackSecret },
    }),
  );
  const hook = { url: `${theirs.stage.provider.baseUrl}/hook`, events: ['project.created'] };
  hold(
    'the secret of a webhook',
    (await done(api(k.createWebhook, { params: { team }, body: hook }))).secret,
  );
  await api(k.addPaymentMethod, { params: { team }, body: { token: plant('a payment token') } });
}

/** What stands in answers that nobody can read is complained about, and told to nobody. */
export async function plantInRubbish({ world, theirs, plant }: Ground): Promise<void> {
  const { provider } = theirs.stage;
  const value = plant('a secret in an answer that cannot be read');
  const rubbish = {
    kind: 'answer',
    status: 201,
    body: `{"secrets":[{"value":${JSON.stringify(value)}`,
  };
  provider.misbehave(
    ({ method, path }) => method === 'POST' && path.endsWith('/resources'),
    ...Array(6).fill(rubbish),
  );
  const { status } = await world.owner.api(k.createResource, {
    params: { team: world.team, installation: theirs.installation },
    body: { product: 'db', name: 'rubbish', metadata: { region: 'fra1' }, billingPlanId: 'free' },
  });
  expect(status).toBe(502);
}
