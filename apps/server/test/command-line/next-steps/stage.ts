import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll } from 'vitest';
import { offered } from '../../agents/agent-world.ts';
import { commandHere } from '../../world/command-here.ts';
import { install, project, provision } from '../../world/story.ts';
import { startWorld, type World } from '../../world/world.ts';
import { openMute } from './mute.ts';

/** A host with something to do for every step, and the command that is typed beside it. */
export type Stage = {
  readonly world: World;
  readonly here: ReturnType<typeof commandHere>;
  /** That of the team that is acted in, which has a project `web` and a resource `orders`. */
  readonly installation: string;
  /** An address of the host at which no change is ever answered. */
  readonly muteUrl: string;
  readonly params: () => { readonly team: string };
  /** Makes the provider keep an operation open, until it is let go. */
  readonly hold: (name: string) => void;
  readonly letGo: () => void;
};

/** Opens the stage for the tests of the file that calls this at its top. */
export function openStage(): Stage {
  const [world, here] = [{} as World, {} as Stage['here']];
  let mute: Awaited<ReturnType<typeof openMute>>;
  let installation: string;
  let letGo: (answer?: unknown) => void = () => {};
  beforeAll(async () => {
    Object.assign(world, await openWorld());
    Object.assign(here, hereIn(world));
    installation = await furnish(world);
    await here.kontor(['teams', 'create', 'empty']);
    mute = await openMute(world.url);
  });
  afterAll(async () => {
    mute.close();
    await here.close();
    await world.close();
  });
  return {
    ...{ world, here },
    get installation() {
      return installation;
    },
    get muteUrl() {
      return mute.url;
    },
    params: () => ({ team: world.team }),
    hold: (name) => {
      const until = new Promise((resolve) => {
        letGo = resolve;
      });
      world.provider.misbehave(({ body }) => body.includes(`"${name}"`), { kind: 'hold', until });
    },
    letGo: () => letGo(),
  };
}

async function openWorld(): Promise<World> {
  const world = await startWorld({
    ...({ rateLimits: null, answerWithinMs: 2_000, testClocks: 'owners' } as const),
    ...({ listings: 'approved', payments: { kind: 'test' }, billingEveryMs: 200 } as const),
    ...({ schedule: [1, 1, 60], limits: { failuresToOpen: 100, halfOpenAfterMs: 50 } } as const),
  });
  world.provider.plans = [...offered];
  return world;
}

function hereIn({ url, team, owner }: World): Stage['here'] {
  return commandHere({ KONTOR_HOST_URL: url, KONTOR_TEAM: team, KONTOR_TOKEN: owner.token });
}

/** Has the integration listed, and used. */
async function furnish(world: World): Promise<string> {
  const reviewed = { integration: world.integration.slug };
  const { body } = await world.owner.api(k.reviewListing, { params: reviewed });
  await world.owner.api(k.decideListing, {
    params: reviewed,
    body: { decision: 'approve', revision: body.revision },
  });
  const installation = await install(world);
  await project(world, 'web');
  await provision(world, installation, { name: 'orders' });
  return installation;
}
