import { readFileSync } from 'node:fs';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld({ metrics: true });
  installation = await install(world);
});
afterAll(() => world.close());

/** What is told once that is in it. */
async function toldOf(part: string): Promise<string | false> {
  const told = await world.metrics();
  return told.includes(part) && told;
}

/** The value of the first series of that name that has all of these labels. */
function seriesOf(text: string, name: string, labels: Record<string, string> = {}) {
  const wantedLabels = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const line = text
    .split('\n')
    .find((each) => each.startsWith(name) && wantedLabels.every((label) => each.includes(label)));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

test('requests are counted by route and status, and no series names a team or an installation', async () => {
  await world.owner.api(k.getTeam, { params: { team: world.team } });
  await world.anonymous(k.getTeam, { params: { team: world.team } });

  const text = await eventually(() => toldOf('status="401"'));

  const route = { method: 'GET', route: '/kontor/v1/teams/:team' };
  const count = 'kontor_http_request_duration_seconds_count';
  expect(seriesOf(text, count, { ...route, status: '200' })).toBeGreaterThan(0);
  expect(seriesOf(text, count, { ...route, status: '401' })).toBe(1);
  for (const id of [world.team, installation, world.owner.userId]) expect(text).not.toContain(id);
});

test('an address that leads nowhere makes no series of its own', async () => {
  for (const path of ['/made-up-1', '/made-up-2']) await fetch(`${world.url}${path}`);

  const text = await eventually(() => toldOf('status="404"'));

  expect(text).not.toContain('made-up');
});

test('calls are counted by provider, direction and outcome', async () => {
  await provision(world, installation);

  const text = await world.metrics();

  const labels = { integration: world.integration.id, direction: 'outbound', outcome: 'answered' };
  expect(seriesOf(text, 'kontor_provider_call_duration_seconds_count', labels)).toBeGreaterThan(0);
  expect(
    seriesOf(text, 'kontor_provider_breaker_open', { integration: world.integration.id }),
  ).toBe(0);
});

test('work that waits for a provider is seen waiting', async () => {
  const waiting = async () =>
    seriesOf(await world.metrics(), 'kontor_waiting', { work: 'operations' });
  await eventually(async () => (await waiting()) === 0);
  const { promise: until, resolve: release } = Promise.withResolvers<void>();
  world.provider.misbehave(({ method }) => method === 'POST', { kind: 'hold', until });

  const begun = provision(world, installation);

  await eventually(async () => (await waiting()) === 1);
  release();
  await begun;
  await eventually(async () => (await waiting()) === 0);
});

test('the dashboard file asks for nothing that is not told', async () => {
  const text = await world.metrics();
  const dashboard = readFileSync(
    new URL('../../../../deploy/grafana-dashboard.json', import.meta.url),
    'utf8',
  );

  const asked = new Set(dashboard.match(/\b(?:kontor|nodejs|process)_[a-z_]+/g));

  expect(asked.size).toBeGreaterThan(8);
  for (const name of asked) expect(text).toContain(name);
});
