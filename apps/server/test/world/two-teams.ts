import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { startScriptedProvider } from './scripted-provider.ts';
import { install, project, provision, type Stage } from './story.ts';
import { type Person, publish, scriptedSchema, type World } from './world.ts';

let count = 0;

/** Has the provider of the world register that its resources can move to other teams. */
export async function offerTransfers(world: Stage, transferable = true): Promise<void> {
  const { status, error } = await world.owner.api(k.putProduct, {
    params: { team: world.team, integration: world.integration.id, product: 'db' },
    body: { name: 'Database', metadataSchema: scriptedSchema, capabilities: { transferable } },
  });
  if (status >= 300) throw new Error(JSON.stringify(error));
}

type Side = Pick<Stage, 'owner' | 'team'>;
type Town = Stage & Pick<World, 'signUp'>;

const strangers = new WeakMap<Town['signUp'], Promise<Person>>();

/** Another team, of somebody who is not in the first one. */
export async function anotherTeam(world: Town): Promise<Stage> {
  count += 1;
  const known = strangers.get(world.signUp) ?? world.signUp('Grace');
  strangers.set(world.signUp, known);
  const owner = await known;
  const team = `globex-${count}`;
  const made = await owner.api(k.createTeam, { body: { name: 'Globex', slug: team } });
  if (made.status !== 201) throw new Error(JSON.stringify(made.error));
  return { owner, team, integration: world.integration };
}

/** A project with a variable of its own and a connected resource. */
export async function furnished(world: Stage, installation: string) {
  count += 1;
  const name = `shop-${count}`;
  const id = await project(world, name);
  const resource = await provision(world, installation);
  const params = { team: world.team, project: name };
  await world.owner.api(k.createEnvironment, { params, body: { slug: 'staging' } });
  await world.owner.api(k.createVariable, {
    params,
    body: { name: 'BY_HAND', value: `written-${count}`, environments: ['production', 'staging'] },
  });
  const connected = await connect(world, resource.id, name);
  if (connected.status !== 201) throw new Error(JSON.stringify(connected.error));
  return { id, name, resource, byHand: `written-${count}` };
}

/** A resource that a project of its team uses in production. */
export async function used(world: Stage, installation: string, named: string) {
  const resource = await provision(world, installation);
  await project(world, named);
  await connect(world, resource.id, named);
  return resource;
}

/** Has a project use a resource in production. */
export function connect({ owner, team }: Side, resource: string, named: string) {
  return owner.api(k.connectResource, {
    params: { team, resource },
    body: { project: named, environments: ['production'] },
  });
}

/** Asks for a code, as the project's team. */
export function request(world: Stage, named: string, body: object = {}) {
  return world.owner.api(r.createProjectTransfer, {
    params: { project: named },
    query: { slug: world.team },
    body,
  });
}

/** The code itself. */
export async function codeFor(world: Stage, named: string): Promise<string> {
  const { status, body, error } = await request(world, named);
  if (status !== 200) throw new Error(JSON.stringify(error));
  return body.code;
}

/** Presents a code for a team. */
export function accept(stage: Stage, code: string, body: object = {}) {
  return stage.owner.api(r.acceptProjectTransfer, {
    params: { code },
    query: { slug: stage.team },
    body,
  });
}

/** What a team is told of a code, whatever it is for. */
export function look({ owner, team }: Side, code: string) {
  return owner.api(k.getTransfer, { params: { team, code } });
}

/** Presents a code for a team, whatever it is for. */
export function takeOver({ owner, team }: Side, code: string, body: object = {}) {
  return owner.api(k.acceptTransfer, { params: { team, code }, body });
}

/** Another team that has the integration installed already. */
export async function targetOf(world: Town) {
  const stage = await anotherTeam(world);
  return { ...stage, installation: await install(stage) };
}

/** Another provider with an integration of its own, whose resources can move, too. */
export async function anotherProvider(world: World) {
  const provider = await startScriptedProvider();
  const integration = await publish(world.owner.api, world.team, provider.baseUrl, 'second');
  provider.become(integration.id, world.url, integration.clientSecret);
  await offerTransfers({ ...world, integration });
  return { provider, integration };
}
