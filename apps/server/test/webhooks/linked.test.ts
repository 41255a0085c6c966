import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventually, install, project } from '../world/story.ts';
import { type Person, startWorld, type World } from '../world/world.ts';
import { setWebhookUrl } from './hooks-world.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await change({
    kinds: ['native', 'connectable'],
    redirectUrl: 'https://console.scripted.test/link',
    apiScopes: { project: 'read' },
  });
});
afterAll(() => world.close());

/** A team of its own for each test, so that none hears what another does. */
let team: string;
let receiver: Receiver;
let count = 0;
beforeEach(async () => {
  count += 1;
  team = `team-${count}`;
  await world.owner.api(k.createTeam, { body: { name: team, slug: team } });
  receiver = await startReceiver();
  await setWebhookUrl(world, receiver.url);
});

async function change(body: Record<string, unknown>) {
  const { status } = await world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: world.integration.id },
    body,
  });
  expect(status).toBe(200);
}

async function link(as: Person = world.owner, scopes = ['read:project']) {
  const { status, body } = await as.api(k.linkAccount, {
    params: { team },
    body: { integration: 'scripted', scopes },
  });
  expect(status).toBe(201);
  return { id: body.installation.id, teamId: new URL(body.url).searchParams.get('teamId') };
}

/** A linked account of a member who can be sent away. */
async function linkedByAnother() {
  const grace = await world.signUp('Grace');
  const body = { email: grace.email, role: 'member' };
  await world.owner.api(k.addMember, { params: { team }, body });
  const { id } = await link(grace);
  return {
    id,
    disable: () => world.owner.api(k.removeMember, { params: { team, user: grace.userId } }),
  };
}

/** A project's whole life: each step is about the same, so what arrives arrives in order. */
async function liveThrough(name: string): Promise<string> {
  const id = await project({ ...world, team }, name);
  const named = { params: { project: id }, query: { slug: team } };
  const renamed = await world.owner.api(r.updateRestProject, {
    ...named,
    body: { name: `${name}-renamed` },
  });
  const removed = await world.owner.api(r.deleteRestProject, named);
  expect([renamed.status, removed.status]).toEqual([200, 204]);
  return id;
}

/** What arrives about a project, until it is gone. */
const toldOf = (projectId: string) =>
  eventually(async () => {
    const types = about({ id: projectId }).map(({ type }) => type);
    return types.includes('project.removed') && types;
  });

const about = (project: { readonly id: string }) =>
  receiver.arrived
    .map(({ event }) => event)
    .filter(({ payload }) => JSON.stringify(payload.project)?.includes(project.id));

/** Waits for the first of a type about an account. */
const first = (type: string, installationId: string) =>
  eventually(async () =>
    receiver.arrived
      .map(({ event }) => event)
      .find((event) => event.type === type && event.payload.installationId === installationId),
  );

test('one that is disabled hears of projects that come and go alone, until it is taken over (WHK-27)', async () => {
  const { disable } = await linkedByAnother();

  const working = await toldOf(await liveThrough('before'));
  await disable();
  const disabled = await toldOf(await liveThrough('meanwhile'));
  await link();
  const taken = await toldOf(await liveThrough('after'));

  const all = ['project.created', 'project.renamed', 'project.removed'];
  expect(working).toEqual(all);
  expect(disabled).toEqual(['project.created', 'project.removed']);
  expect(taken).toEqual(all);
});

test('one that is disabled hears of its end (WHK-27)', async () => {
  const { id, disable } = await linkedByAnother();
  await disable();

  await world.owner.api(k.uninstall, { params: { team, installation: id } });

  const { payload } = await first('integration-configuration.removed', id);
  expect(payload.configuration).toMatchObject({ id });
});

test('it is told by the id of the team that it was linked with, an installation by its own (WHK-28)', async () => {
  const { teamId } = await link();
  await install({ ...world, team });

  const projectId = await project({ ...world, team }, 'web');

  const told = await eventually(async () => {
    const events = about({ id: projectId });
    return events.length >= 2 && events;
  });
  const teams = told.map(({ payload }) => (payload.team as { id: string }).id);
  expect(teams).toHaveLength(2);
  expect(teams).toContain(teamId);
  expect(teams).toContainEqual(expect.stringMatching(/^[0-9a-f]{32}$/));
});

test('it is told what was confirmed that it asked for in addition', async () => {
  const { id, teamId } = await link();
  await change({ apiScopes: { project: 'read-write' } });

  await link(world.owner, ['read-write:project']);

  const { payload } = await first('integration-configuration.scope-change-confirmed', id);
  await change({ apiScopes: { project: 'read' } });
  expect(payload).toEqual({
    team: { id: teamId },
    user: { id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    configuration: { id, scopes: ['read-write:project'] },
    installationId: id,
  });
});

test('a test is sent with the id that an integration knows the team by', async () => {
  const { body: before } = await world.owner.api(k.getTeam, { params: { team: world.team } });
  const place = { team: world.team, receiver: world.integration.id };
  const send = async () => {
    const { body } = await world.owner.api(k.sendTestWebhook, { params: place });
    const { event } = await eventually(async () =>
      receiver.arrived.find((each) => each.event.id === body.delivery.id),
    );
    return event.payload.team;
  };

  const asNative = await send();
  await change({ kinds: ['connectable'] });
  const asLinked = await send();
  await change({ kinds: ['native', 'connectable'] });

  expect(asNative).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(asLinked).toEqual({ id: before.team.id });
});
