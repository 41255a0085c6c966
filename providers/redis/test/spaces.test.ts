import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  deleteInstallation,
  deleteResource,
  getResource,
  provisionResource,
  updateResource,
} from '@kontor/protocol/partner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from './start-world.ts';
import { answerTo, connect, newResource, secretsIn } from './team.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('a team works with its keys by the address that it was given', async () => {
  const { url, prefix } = await newResource(world.bench);
  const client = await connect(url);

  await client.set(`${prefix}greeting`, 'hello');
  await client.hSet(`${prefix}cart`, { apples: '2' });
  const exchanged = await client
    .multi()
    .incr(`${prefix}visits`)
    .lPush(`${prefix}queue`, 'job')
    .exec();

  expect(await client.get(`${prefix}greeting`)).toBe('hello');
  expect(await client.hGetAll(`${prefix}cart`)).toEqual({ apples: '2' });
  expect(exchanged).toEqual([1, 1]);
});

test('channels are heard within a key space', async () => {
  const { url, prefix } = await newResource(world.bench);
  const [listener, speaker] = [await connect(url), await connect(url)];
  const heard = Promise.withResolvers<string>();

  await listener.subscribe(`${prefix}news`, (message) => heard.resolve(message));
  await speaker.publish(`${prefix}news`, 'it works');

  expect(await heard.promise).toBe('it works');
});

describe('a team', () => {
  let mine: Awaited<ReturnType<typeof newResource>>;
  let theirs: Awaited<ReturnType<typeof newResource>>;
  beforeAll(async () => {
    mine = await newResource(world.bench);
    theirs = await newResource(world.bench);
  });

  /** What reaches for what is not one's own, or stops the server for everybody. */
  const reaching = (prefix: string): string[][] => [
    ['GET', `${prefix}secret`],
    ['SET', `${prefix}secret`, 'mine now'],
    ['DEL', `${prefix}secret`],
    ['MGET', 'a', `${prefix}secret`],
    ['RENAME', `${prefix}secret`, 'stolen'],
    ['COPY', `${prefix}secret`, 'stolen'],
    ['OBJECT', 'ENCODING', `${prefix}secret`],
    ['MEMORY', 'USAGE', `${prefix}secret`],
    ['WATCH', `${prefix}secret`],
    ['SUBSCRIBE', `${prefix}news`],
    ['PSUBSCRIBE', '*'],
    ['PUBLISH', `${prefix}news`, 'a lie'],
    ['PUBSUB', 'CHANNELS'],
    ['GET', 'kontor:installations'],
    ['SMEMBERS', 'kontor:installations'],
    ['KEYS', '*'],
    ['SCAN', '0'],
    ['RANDOMKEY'],
    ['DBSIZE'],
    ['SORT', `${prefix}secret`],
    ['EVAL', "return redis.call('GET', KEYS[1])", '1', `${prefix}secret`],
    ['EVAL', 'while true do end', '0'],
    ['FUNCTION', 'LIST'],
    ['SELECT', '1'],
    ['MOVE', `${prefix}secret`, '1'],
    ['SWAPDB', '0', '1'],
    ['FLUSHALL'],
    ['FLUSHDB'],
    ['ACL', 'LIST'],
    ['ACL', 'WHOAMI'],
    ['ACL', 'SETUSER', 'me', 'on', 'nopass', '+@all', '~*'],
    ['CONFIG', 'GET', 'dir'],
    ['CONFIG', 'SET', 'dir', '/tmp'],
    ['CLIENT', 'LIST'],
    ['CLIENT', 'KILL', 'TYPE', 'normal'],
    ['INFO'],
    ['MONITOR'],
    ['SHUTDOWN', 'NOSAVE'],
    ['REPLICAOF', '127.0.0.1', '1'],
    ['MIGRATE', '127.0.0.1', '1', `${prefix}secret`, '0', '10'],
    ['RESTORE', `${prefix}secret`, '0', ''],
    ['SAVE'],
    ['MODULE', 'LIST'],
  ];

  test('reaches nothing of another, whatever it tries', async () => {
    const [client, owner] = [await connect(mine.url), await connect(theirs.url)];
    await owner.set(`${theirs.prefix}secret`, 'of theirs');

    const tried = await Promise.all(
      reaching(theirs.prefix).map(async (command) => {
        const answer = await client.sendCommand(command).then(String, String);
        return /NOPERM|no permissions/i.test(answer) ? undefined : [command.join(' '), answer];
      }),
    );

    expect(tried.filter((each) => each !== undefined)).toEqual([]);
    expect(await owner.get(`${theirs.prefix}secret`)).toBe('of theirs');
  });

  test('is not let in by the password of another, nor without one', async () => {
    const [own, other] = [new URL(mine.url), new URL(theirs.url)];
    own.password = other.password;
    const nobody = new URL(mine.url);
    nobody.username = nobody.password = '';

    expect(await answerTo(mine.url)).toBe('PONG');
    expect(await answerTo(own.href)).toMatch(/WRONGPASS/);
    expect(await answerTo(nobody.href)).toMatch(/NOAUTH|WRONGPASS/);
  });

  test('is not found by another installation', async () => {
    const { bench } = world;
    const { installation } = theirs;
    const answer = await bench.call(getResource, { installation, params: mine.params });

    expect(answer.status).toBe(404);
  });
});

test('what is removed is gone with its users, its sessions and all its keys', async () => {
  const { bench } = world;
  const { installation, params, url, prefix, id } = await newResource(bench);
  const kept = await newResource(bench, {}, installation);
  const [client, keeper] = [await connect(url), await connect(kept.url)];
  const pairs = Array.from({ length: 1_500 }, (_, at) => [`${prefix}${at}`, 'x'] as const);
  await client.mSet(pairs.map(([key, value]): [string, string] => [key, value]));
  await keeper.set(`${kept.prefix}stays`, 'yes');

  const answer = await bench.call(deleteResource, { installation, params });
  const again = await bench.call(deleteResource, { installation, params });

  expect([answer.status, again.status]).toEqual([204, 204]);
  await expect(client.get(`${prefix}1`)).rejects.toThrow();
  expect(await answerTo(url)).toMatch(/WRONGPASS/);
  expect(await keeper.get(`${kept.prefix}stays`)).toBe('yes');
  const read = await bench.call(getResource, { installation, params });
  expect(read.status).toBe(404);
  // the same id comes back where it is asked for again, and would bring back what is left
  const anew = await newResource(bench, {}, installation);
  expect(anew.id).not.toBe(id);
});

test('an uninstalled team is gone with everything', async () => {
  const { bench } = world;
  const { installation, url } = await newResource(bench);

  const answer = await bench.call(deleteInstallation, { installation, body: {} });

  expect(answer).toMatchObject({ status: 200, json: { finalized: true } });
  expect(await answerTo(url)).toMatch(/WRONGPASS/);
  const { status } = await bench.askForResource(installation);
  expect(status).toBe(404);
});

test('one key provisions one key space, over a restart too', async () => {
  const { bench } = world;
  const installation = await bench.install();
  const body = await bench.provisioning();
  const given = { installation, body, key: 'one' };

  const first = await bench.call(provisionResource, given);
  await world.restart();
  const again = await bench.call(provisionResource, given);

  expect(again.json).toEqual(first.json);
  const { REDIS_URL = '' } = secretsIn((first.json as { secrets: [] }).secrets);
  expect(await answerTo(REDIS_URL)).toBe('PONG');
});

test('keys and users outlive the provider', async () => {
  const { url, prefix } = await newResource(world.bench);
  await (await connect(url)).set(`${prefix}greeting`, 'hello');

  await world.restart();

  expect(await (await connect(url)).get(`${prefix}greeting`)).toBe('hello');
});

test('a second provider on the same server is refused', async () => {
  await expect(world.start()).rejects.toThrow('Another provider runs on this Redis server');
});

test('a size that the plan has not is refused at its field', async () => {
  const { bench } = world;
  const { installation, params } = await newResource(bench);
  const metadata = { size: '250' };

  const free = await bench.call(updateResource, { installation, params, body: { metadata } });
  const body = { metadata, billingPlanId: 'prepaid' };
  const prepaid = await bench.call(updateResource, { installation, params, body });

  expect(free).toMatchObject({ status: 400, json: { error: { fields: [{ key: 'size' }] } } });
  expect(prepaid).toMatchObject({
    status: 200,
    json: { metadata, billingPlan: { id: 'prepaid' } },
  });
});

test('neither the log nor a file has passwords or credentials in the clear', async () => {
  const { bench, dataDirectory, log } = world;
  const { installation, secrets } = await newResource(bench);
  const hidden = [secrets.REDIS_PASSWORD ?? '', installation.credentials[0] ?? ''];

  const texts = [log.join('')];
  for (const entry of await readdir(dataDirectory, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) texts.push(await readFile(join(entry.parentPath, entry.name), 'latin1'));
  }

  expect(texts.length).toBeGreaterThan(4);
  for (const each of hidden) {
    expect(each.length).toBeGreaterThan(20);
    expect(texts.filter((text) => text.includes(each))).toEqual([]);
  }
});
