import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { project } from '../world/story.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

let world: World;
let stranger: Person;
beforeAll(async () => {
  world = await startWorld();
  stranger = await world.signUp('Eve');
  await stranger.api(k.createTeam, { body: { name: 'Elsewhere', slug: 'elsewhere' } });
});
afterAll(() => world.close());

const url = 'https://hooks.example.com/in?key=1';
const wanted = { url, events: ['project.created'] };

async function make(body: Record<string, unknown> = wanted) {
  return world.owner.api(r.createRestWebhook, { query: { slug: world.team }, body });
}

test.for([
  ['no address', { events: ['project.created'] }],
  ['an address of another kind', { ...wanted, url: 'ftp://hooks.example.com' }],
  ['no events', { ...wanted, events: [] }],
  ['an event that there is not', { ...wanted, events: ['deployment.cancelled'] }],
  ['no projects', { ...wanted, projectIds: [] }],
  ['a field that there is not', { ...wanted, secret: 'mine' }],
] as const)('a webhook with %s is refused', async ([, body]) => {
  const { status, error } = await make(body);

  expect(status).toBe(400);
  expect(error).toMatchObject({ code: 'bad_request', message: expect.any(String) });
});

test('a webhook to an address that must not be called is refused', async () => {
  const { status, error } = await make({ ...wanted, url: 'http://169.254.169.254/latest' });

  expect(status).toBe(400);
  expect(error).toMatchObject({ message: expect.stringContaining('169.254.169.254') });
});

test('a webhook for a project of another team is refused as one that there is not', async () => {
  const foreign = await project({ ...world, owner: stranger, team: 'elsewhere' }, 'foreign');

  const { status } = await make({ ...wanted, projectIds: [foreign] });

  expect(status).toBe(404);
});

test('events that are named twice count once, and legacy names are taken', async () => {
  const { status, body } = await make({
    ...wanted,
    events: ['project-created', 'project.created', 'project.created'],
  });

  expect(status).toBe(200);
  expect(body.events).toEqual(['project-created', 'project.created']);
});

test("another team's webhook is not found, and stays", async () => {
  const { body } = await make();
  const place = { params: { webhook: body.id }, query: { slug: 'elsewhere' } };

  expect((await stranger.api(r.getRestWebhook, place)).status).toBe(404);
  expect((await stranger.api(r.deleteRestWebhook, place)).status).toBe(404);
  const own = { params: { webhook: body.id }, query: { slug: world.team } };
  expect((await world.owner.api(r.getRestWebhook, own)).status).toBe(200);
});

test.for([
  ['a viewer', { role: 'viewer' }],
  ['a token that is limited to a project', { role: 'owner', isLimited: true }],
] as const)('%s makes no webhook', async ([, { role, ...limits }]) => {
  const projects = 'isLimited' in limits ? [await project(world, 'limited')] : undefined;
  const token = await world.owner.api(k.createTeamToken, {
    params: { team: world.team },
    body: {
      name: 'narrow',
      role: role === 'owner' ? 'member' : role,
      ...(projects && { projects }),
    },
  });
  const narrow = createApi(world.url, token.body.secret);

  const { status } = await narrow(r.createRestWebhook, { body: wanted });

  expect(status).toBe(403);
});

test('the secret of a webhook is nowhere but in the answer', async () => {
  const { body } = await make({ ...wanted, url: 'https://hooks.example.com/T0KEN' });

  const rows = await world.database.read<{ text: string }>(
    `select e::text as text from event e union all select w::text from webhook w`,
  );
  const texts = rows.map(({ text }) => text).join('\n');
  expect(texts).not.toContain(body.secret);
  expect(texts).not.toContain(Buffer.from(body.secret).toString('hex'));
  const events = await world.owner.api(k.listEvents, {
    params: { team: world.team },
    query: { type: 'webhook.created' },
  });
  expect(JSON.stringify(events.body)).not.toContain('T0KEN');
});

test('a team has twenty webhooks at most', async () => {
  const team = 'crowded';
  await world.owner.api(k.createTeam, { body: { name: 'Crowded', slug: team } });
  const all = await Promise.all(
    Array.from({ length: 22 }, () =>
      world.owner.api(r.createRestWebhook, { query: { slug: team }, body: wanted }),
    ),
  );

  expect(all.map(({ status }) => status).sort()).toEqual([...Array(20).fill(200), 409, 409]);
});
