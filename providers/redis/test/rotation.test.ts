import { rotateSecrets } from '@kontor/protocol/partner';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from './start-world.ts';
import { answerTo, connect, newResource, secretsIn } from './team.ts';

const hourMs = 3_600_000;
let aheadMs = 0;
let world: World;
beforeAll(async () => {
  world = await startWorld({ clock: () => new Date(Date.now() + aheadMs) });
});
afterAll(() => world.stop());

async function rotate(
  {
    installation,
    params,
  }: Pick<Awaited<ReturnType<typeof newResource>>, 'installation' | 'params'>,
  hours?: number,
): Promise<string> {
  const body = hours === undefined ? {} : { delayOldSecretsExpirationHours: hours };
  const answer = await world.bench.call(rotateSecrets, { installation, params, body });
  expect(answer).toMatchObject({ status: 200, json: { sync: true } });
  return secretsIn((answer.json as { secrets: [] }).secrets).REDIS_URL ?? '';
}

test('old secrets end at once, with their sessions, where no overlap is asked for', async () => {
  const made = await newResource(world.bench);
  const session = await connect(made.url);

  const url = await rotate(made);

  expect(await answerTo(url)).toBe('PONG');
  expect(await answerTo(made.url)).toMatch(/WRONGPASS/);
  await expect(session.get(`${made.prefix}a`)).rejects.toThrow();
});

test('old and new work beside each other on the same keys until the overlap ends', async () => {
  const made = await newResource(world.bench);
  const old = await connect(made.url);
  await old.set(`${made.prefix}greeting`, 'hello');

  const url = await rotate(made, 2);
  const fresh = await connect(url);
  expect(await fresh.get(`${made.prefix}greeting`)).toBe('hello');
  await old.set(`${made.prefix}greeting`, 'still here');

  aheadMs += 2 * hourMs - 60_000;
  await world.provider().expire();
  expect(await answerTo(made.url)).toBe('PONG');
  expect(await fresh.get(`${made.prefix}greeting`)).toBe('still here');

  aheadMs += 61_000;
  await world.provider().expire();
  expect(await answerTo(made.url)).toMatch(/WRONGPASS/);
  await expect(old.get(`${made.prefix}greeting`)).rejects.toThrow();
  expect(await answerTo(url)).toBe('PONG');
});

test('a later rotation does not prolong the time of those before', async () => {
  const made = await newResource(world.bench);
  const second = await rotate(made, 1);
  await rotate(made, 100);

  aheadMs += 1.5 * hourMs;
  await world.provider().expire();

  expect(await answerTo(made.url)).toMatch(/WRONGPASS/);
  expect(await answerTo(second)).toBe('PONG');
});

test('an overlap that ended while the provider was away has ended when it is back', async () => {
  const made = await newResource(world.bench);
  const url = await rotate(made, 1);

  aheadMs += 2 * hourMs;
  await world.restart();
  await world.provider().expire();

  expect([await answerTo(made.url), await answerTo(url)]).toEqual([
    expect.stringMatching(/WRONGPASS/),
    'PONG',
  ]);
});
