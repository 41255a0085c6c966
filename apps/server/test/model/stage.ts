import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { done } from '../isolation/done.ts';
import { type ScriptedProvider, startScriptedProvider } from '../world/scripted-provider.ts';
import { type Person, publish, scriptedSchema, startWorld, type World } from '../world/world.ts';
import { type Model, type Secret, teamCalled } from './model.ts';

export type Integration = {
  readonly slug: string;
  readonly provider: ScriptedProvider;
  /** Whether its resources can move to other teams. */
  readonly isTransferable: boolean;
};

/** A host with people and providers, on which any number of models are tried beside each other. */
export type Stage = {
  readonly world: World;
  readonly people: readonly Person[];
  readonly integrations: readonly Integration[];
  /** What providers have given out last, by their own ids of resources. */
  readonly keysets: Map<string, readonly Secret[]>;
  /** Where webhooks of teams are taken. */
  readonly webhooksUrl: string;
  /** In milliseconds: when the present period of every provider began, and this day. */
  readonly period: { readonly start: number; readonly today: number };
  readonly close: () => Promise<void>;
};

const DAY_MS = 86_400_000;

export const LATE_MS = 300_000;
const PEOPLE = ['Ada', 'Grace', 'Joan', 'Mary'];

export async function setStage(): Promise<Stage> {
  const world = await startWorld({
    rateLimits: null,
    payments: { kind: 'test' },
    // a busy machine is slow, and nothing that is late is a difference
    answerWithinMs: LATE_MS,
    limits: { connectTimeoutMs: LATE_MS, readTimeoutMs: LATE_MS, mutationTimeoutMs: LATE_MS },
    billingEveryMs: 3_600_000,
  });
  const people: Person[] = [];
  for (const name of PEOPLE) people.push(await world.signUp(name));
  const keysets: Stage['keysets'] = new Map();
  const integrations = [
    await publishOne(world, { slug: 'movable', isTransferable: true }, keysets),
    await publishOne(world, { slug: 'fixed', isTransferable: false }, keysets),
  ];
  const receiver = await startReceiver();
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  return {
    ...{ world, people, integrations, keysets },
    webhooksUrl: receiver.url,
    period: { start: today - 2 * DAY_MS, today },
    close: async () => {
      await world.close();
      await receiver.close();
    },
  };
}

/** Takes whatever it is sent. */
async function startReceiver() {
  const server = http.createServer((request, response) => {
    request.resume().once('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const plans = [
  { id: 'free', type: 'subscription', name: 'Free', description: '', paymentMethodRequired: false },
  { id: 'pro', type: 'subscription', name: 'Pro', description: '', cost: '$20' },
  {
    id: 'credits',
    type: 'prepayment',
    name: 'Credits',
    description: '',
    minimumAmount: '10.00',
    maximumAmount: '500',
  },
] as const;

async function publishOne(
  world: World,
  { slug, isTransferable }: Pick<Integration, 'slug' | 'isTransferable'>,
  keysets: Stage['keysets'],
): Promise<Integration> {
  const provider = await startScriptedProvider();
  const { owner, team } = world;
  const integration = await publish(owner.api, team, provider.baseUrl, slug);
  provider.become(integration.id, world.url, integration.clientSecret);
  const give = (id: string, region: unknown) => {
    const secrets = secretsOf(id, region === 'iad1');
    keysets.set(id, secrets);
    return [...secrets];
  };
  provider.plans = [...plans];
  provider.secretsOfNew = ({ id, metadata }) => give(id, metadata.region);
  provider.rotate = ({ resourceId }) => {
    const region = provider.resources.get(resourceId)?.metadata.region;
    return { sync: true, secrets: give(resourceId, region) };
  };
  const capabilities = {
    transferable: isTransferable,
    ...(isTransferable && { secretRotation: { maxDelayHours: 48 } }),
  };
  await done(
    owner.api(k.putProduct, {
      params: { team, integration: integration.id, product: 'db' },
      body: { name: 'Database', metadataSchema: scriptedSchema, capabilities },
    }),
  );
  return { slug, provider, isTransferable };
}

let given = 0;

/** Two secrets as nobody has seen them before, in one region under a prefix of the provider's. */
export function secretsOf(id: string, isPrefixed: boolean): readonly Secret[] {
  given += 1;
  const prefix = isPrefixed ? { prefix: 'ACME' } : {};
  return [
    {
      ...{ name: 'URL', value: `${id} ${given}`, ...prefix },
      environmentOverrides: { preview: `${id} ${given} of preview` },
    },
    { name: 'NEXT_PUBLIC_KEY', value: `key ${given}`, ...prefix },
  ];
}

let models = 0;

/** Three teams as nobody has touched them, each of another person. */
export async function freshModel({ people }: Stage): Promise<Model> {
  models += 1;
  const teams = [0, 1, 2].map((place) => teamCalled(`t${models}-${place}`));
  for (const [place, team] of teams.entries()) {
    await done(
      people[place]?.api(k.createTeam, { body: { name: `Team ${place}`, slug: team.slug } }) ??
        Promise.reject(new Error('there is nobody to own it')),
    );
    team.members.set(place, 'owner');
  }
  return { teams, offers: [], count: 0 };
}

/** Forgets what nobody asks for any more, so that the longest run needs no more memory than a short one. */
export function tidy({ world, integrations }: Stage): void {
  const { provider, logs } = world;
  logs.length = 0;
  for (const { seen, effects } of [provider, ...integrations.map((each) => each.provider)]) {
    seen.length = 0;
    effects.length = 0;
  }
}
