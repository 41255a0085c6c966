import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { commandHere } from '../world/command-here.ts';
import { publish, startWorld, type WorldOptions } from '../world/world.ts';
import { lagoonSettings, postgresProduct } from './lagoon.ts';

const plan = { type: 'subscription', description: '' } as const;

/** A world in which `lagoon/postgres` is offered, and a folder in which its owner runs the command. */
export async function lagoonWorld(more: Pick<WorldOptions, 'mail'> = {}) {
  const world = await startWorld({
    ...({ rateLimits: null, answerWithinMs: 1_000, testClocks: 'owners' } as const),
    ...more,
  });
  const { api } = world.owner;
  const lagoon = await publish(api, world.team, world.provider.baseUrl, 'lagoon');
  world.provider.become(lagoon.id, world.url, lagoon.clientSecret);
  const params = { team: world.team, integration: 'lagoon' };
  await api(k.updateIntegration, { params, body: lagoonSettings(world.provider.baseUrl) });
  await api(k.putProduct, { params: { ...params, product: 'postgres' }, body: postgresProduct });
  world.provider.plans = [
    { ...plan, id: 'starter', name: 'Starter', paymentMethodRequired: false },
    { ...plan, id: 'large', name: 'Large', cost: '$40/month' },
  ];
  const here = commandHere({
    KONTOR_HOST_URL: world.url,
    KONTOR_TEAM: world.team,
    KONTOR_TOKEN: world.owner.token,
  });
  return {
    ...world,
    here,
    close: async () => {
      await here.close();
      await world.close();
    },
  };
}

export type LagoonWorld = Awaited<ReturnType<typeof lagoonWorld>>;
