import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect } from 'vitest';
import { ATTEMPTS_OF_D } from '../../src/postgres/webhook-delivery-views.ts';
import { eventually, install, project, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { type Arrived, type Receiver, startReceiver } from './receiver.ts';

/** A host whose clock the test moves, with an installation whose integration listens for webhooks. */
export type HooksWorld = World & {
  readonly installation: string;
  /** Moves the host's clock on, so that what waits becomes due. */
  readonly pass: (ms: number) => void;
  /** Gives the integration a receiver of the running test. */
  readonly listen: () => Promise<Receiver>;
};

export async function startHooksWorld(
  webhookLimits: NonNullable<Parameters<typeof startWorld>[0]>['webhookLimits'] = {},
): Promise<HooksWorld> {
  let aheadMs = 0;
  const world = await startWorld({
    now: () => new Date(Date.now() + aheadMs),
    webhookLimits,
  });
  const installation = await install(world);
  return {
    ...world,
    installation,
    pass: (ms) => {
      aheadMs += ms;
    },
    listen: async () => {
      const receiver = await startReceiver();
      await setWebhookUrl(world, receiver.url);
      return receiver;
    },
  };
}

/** From now on the integration hears there of what happens, and of nothing that happened before. */
export async function setWebhookUrl(world: World, webhookUrl: string | null): Promise<void> {
  await eventually(async () => {
    const waiting = await world.database.read('select from webhook_outbox limit 1');
    return waiting.length === 0;
  });
  const { status } = await world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: world.integration.id },
    body: { webhookUrl },
  });
  expect(status).toBe(200);
}

let count = 0;

/** A resource and a project that can be connected: each connecting and disconnecting is a webhook. */
export async function pair(world: HooksWorld) {
  count += 1;
  const name = `hooked-${count}`;
  const resource = await provision(world, world.installation);
  const projectId = await project(world, name);
  const params = { team: world.team, resource: resource.id };
  /** How the deliveries about them are, the newest first. */
  const deliveries = () =>
    world.database.read<{ state: string; attempts: number; outcomes: string[] }>(
      `select d.state, d.attempts, array(
         select a.outcome from (${ATTEMPTS_OF_D}) a order by a.attempt) as outcomes
       from webhook_delivery d where d.receiver_id = $1 and d.subject = $2
       order by d.position desc`,
      [world.integration.id, `resource:${resource.id}`],
    );
  return {
    resource,
    projectId,
    name,
    /** What a receiver was told of the two. */
    toldTo: (receiver: Receiver): readonly Arrived[] =>
      receiver.arrived.filter(({ event }) => event.payload.resourceId === resource.externalId),
    deliveries,
    /** Waits until so many attempts have ended and are written down. */
    attempted: (times: number) =>
      eventually(async () => {
        const outcomes = (await deliveries()).flatMap((one) => one.outcomes);
        return outcomes.length >= times;
      }),
    connect: async () => {
      const { body, error } = await world.owner.api(k.connectResource, {
        params,
        body: { project: name, environments: ['production', 'preview'] },
      });
      if (error !== undefined) throw new Error(JSON.stringify(error));
      return async () => {
        await world.owner.api(k.disconnectResource, {
          params: { ...params, connection: body.connection.id },
        });
      };
    },
  };
}
