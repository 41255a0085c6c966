import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { createApi } from '../world/api-client.ts';
import { eventually, install, provision, type Stage, wanted } from '../world/story.ts';
import type { World } from '../world/world.ts';

/** What the provider sells for nothing. */
export const free = {
  id: 'free',
  type: 'subscription' as const,
  name: 'Free',
  description: '',
  paymentMethodRequired: false,
};

/** Resources that nobody may touch: they came here otherwise than by an operation of their installation. */
export type Bystanders = {
  readonly ids: ReadonlySet<string>;
  /** How both sides have them, but for when. */
  readonly look: () => Promise<unknown>;
};

/** An imported, a linked and a transferred resource, in an installation where everything else happens. */
export async function makeBystanders(
  world: World,
  { giver, stage, installation }: { giver: Stage; stage: Stage; installation: string },
): Promise<Bystanders> {
  const externalIds = [
    await bring(world, installation, 'owned'),
    await bring(world, installation, 'linked'),
    await handOver(world, { giver, stage }),
  ];
  const read = () =>
    world.database.read<{ resource_id: string; external_id: string }>(
      `select resource_id, external_id, name, lifecycle, status, ownership, metadata, installation_id
       from resource where external_id = any($1) order by external_id, resource_id`,
      [externalIds],
    );
  const rows = await read();
  return {
    ids: new Set(rows.map((row) => row.resource_id)),
    look: async () => ({
      here: await read(),
      there: externalIds.map((id) => structuredClone(world.provider.resources.get(id))),
    }),
  };
}

async function bring(world: World, installation: string, ownership: 'owned' | 'linked') {
  const id = `db_${ownership}_elsewhere`;
  const { name, metadata } = wanted();
  world.provider.resources.set(id, {
    ...{ id, installationId: installation, name, metadata, productId: 'db', planId: 'free' },
    status: 'ready',
  });
  const credential = world.provider.installations.get(installation)?.accessToken;
  const { status, error } = await createApi(world.url, credential)(p.importResource, {
    params: { installationId: installation, resourceId: id },
    body: {
      ...{ productId: 'db', name, metadata, status: 'ready', ownership },
      billingPlan: free,
    },
  });
  if (status !== 200) throw new Error(JSON.stringify(error));
  return id;
}

async function handOver(world: World, { giver, stage }: { giver: Stage; stage: Stage }) {
  const from = await install(giver);
  const { id, externalId } = await provision(giver, from, { billingPlanId: 'free' });
  const offered = await giver.owner.api(k.offerResource, {
    params: { team: giver.team, resource: id },
    body: { disconnect: false },
  });
  if (offered.status !== 201) throw new Error(JSON.stringify(offered.error));
  const accepted = await stage.owner.api(k.acceptTransfer, {
    params: { team: stage.team, code: offered.body.code },
    body: {},
  });
  if (accepted.status !== 200) throw new Error(JSON.stringify(accepted.error));
  // it is read once more where it is now
  await eventually(
    async () => (await world.database.read('select from refresh_queue')).length === 0,
  );
  return externalId ?? '';
}
