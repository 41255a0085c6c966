import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { done } from '../isolation/done.ts';
import { platformBeside } from '../services/platform.ts';
import { type Api, createApi } from '../world/api-client.ts';
import { type ScriptedProvider, startScriptedProvider } from '../world/scripted-provider.ts';
import { type Person, publish, scriptedSchema, startWorld, type World } from '../world/world.ts';
import { type Model, type Secret, type Team, teamCalled } from './model.ts';

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
  readonly platform: Platform;
  readonly integrations: readonly Integration[];
  /** What providers have given out last, by their own ids of resources. */
  readonly keysets: Map<string, readonly Secret[]>;
  /** Where webhooks of teams are taken. */
  readonly webhooksUrl: string;
  /** In milliseconds: when the period of every provider begins and ends. */
  readonly period: { readonly start: number; readonly end: number };
  readonly close: () => Promise<void>;
};

/** A platform beside the host, and the one of its people who acts in teams: only through it. */
export type Platform = {
  readonly api: Api;
  readonly secret: string;
  /** In `people`, after those who sign in. */
  readonly person: number;
  readonly externalUser: string;
  readonly called: { readonly email: string; readonly name: string };
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
    testClocks: 'owners',
  });
  const people: Person[] = [];
  for (const name of PEOPLE) people.push(await world.signUp(name));
  const keysets: Stage['keysets'] = new Map();
  const platform = await startPlatform(world, people);
  const integrations = [
    await publishOne(world, { slug: 'movable', isTransferable: true }, keysets),
    await publishOne(world, { slug: 'fixed', isTransferable: false }, keysets),
  ];
  const receiver = await startReceiver();
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  return {
    ...{ world, people, platform, integrations, keysets },
    webhooksUrl: receiver.url,
    period: { start: today - 2 * DAY_MS, end: today + 28 * DAY_MS },
    close: async () => {
      await world.close();
      await receiver.close();
    },
  };
}

/** The person is known to the host once she has been put into a team. */
async function startPlatform(world: World, people: Person[]): Promise<Platform> {
  const { api, token } = await platformBeside(world);
  const called = { email: 'olga@platform.test', name: 'Olga' };
  const platform = {
    ...{ api, called, person: people.length, externalUser: 'olga' },
    secret: token.secret,
  };
  await done(
    api(k.putProvisionedTeam, { params: { externalTeam: 'home' }, body: { name: 'Home' } }),
  );
  const { member } = await done(
    api(k.putProvisionedMember, {
      params: { externalTeam: 'home', externalUser: platform.externalUser },
      body: { ...called, role: 'owner' },
    }),
  );
  // whoever asks in her name without a token of the platform is nobody
  const nobody = createApi(world.url, undefined);
  people.push({ ...called, userId: member.userId, token: '', password: '', api: nobody });
  return platform;
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

/** Three teams as nobody has touched them, each of another person; the second was made by the platform. */
export async function freshModel(stage: Stage): Promise<Model> {
  models += 1;
  const [one, two, three] = [0, 1, 2].map((place) => `t${models}-${place}`) as [
    string,
    string,
    string,
  ];
  const teams = [
    await makeTeam(stage, one, 0),
    await makeTeamOfPlatform(stage, two, 1),
    await makeTeam(stage, three, 2),
  ];
  return { teams, offers: [], count: 0 };
}

async function makeTeam({ people }: Stage, slug: string, person: number): Promise<Team> {
  const { api } = people[person] as Person;
  await done(api(k.createTeam, { body: { name: `Team of ${person}`, slug } }));
  const team = teamCalled(slug);
  team.members.set(person, 'owner');
  return team;
}

/** The person of the platform owns it first, and lets the other one in. */
async function makeTeamOfPlatform(
  { world, people, platform: { api, ...platform } }: Stage,
  slug: string,
  person: number,
): Promise<Team> {
  const params = { externalTeam: slug, externalUser: platform.externalUser };
  const body = { ...platform.called, role: 'owner' };
  await done(api(k.putProvisionedTeam, { params, body: { name: `Team of ${person}`, slug } }));
  await done(api(k.putProvisionedMember, { params, body }));
  const token = await done(
    api(k.createDelegatedToken, { params, body: { expiresInSeconds: 3600 } }),
  );
  const { email } = people[person] as Person;
  const asOwner = createApi(world.url, token.secret);
  await done(asOwner(k.addMember, { params: { team: slug }, body: { email, role: 'owner' } }));
  const team = teamCalled(slug, slug);
  team.members.set(person, 'owner').set(platform.person, 'owner');
  team.delegated.push({ id: token.id, secret: token.secret });
  return team;
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
