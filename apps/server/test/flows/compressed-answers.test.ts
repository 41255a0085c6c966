import { gunzipSync } from 'node:zlib';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { announced, deploymentsOf } from '../deployments/story.ts';
import { install, project, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

/** @see docs/adr/0016-compressed-answers.md */
let world: World;
let installation: string;
const resources: { readonly id: string }[] = [];
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  installation = await install(world);
  for (let count = 0; count < 12; count++) resources.push(await provision(world, installation));
});
afterAll(() => world.close());

/** What comes over the wire: this client unpacks nothing. */
async function asked(
  path: string,
  headers: Record<string, string> = {},
  method: 'GET' | 'HEAD' = 'GET',
) {
  const authorization = `Bearer ${world.owner.token}`;
  const answer = await request(world.url + path, {
    method,
    headers: { authorization, ...headers },
  });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    bytes: Buffer.from(await answer.body.arrayBuffer()),
  };
}

const list = () => `/kontor/v1/teams/${world.team}/resources`;
const listed = (accepted: string | undefined, method: 'GET' | 'HEAD' = 'GET') =>
  asked(list(), accepted === undefined ? {} : { 'accept-encoding': accepted }, method);

test.each([
  'gzip',
  'GZIP',
  'gzip, deflate, br, zstd',
  'br;q=1.0, gzip;q=0.8',
  'gzip;q=1.0, deflate;q=0.6, identity;q=0.3',
  'gzip;q=0.001, identity;q=0',
  '*;q=0, gzip',
])('a long list is sent in gzip to a client that takes %j', async (accepted) => {
  const plain = await listed(undefined);

  const { status, headers, bytes } = await listed(accepted);

  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'content-encoding': 'gzip',
    'content-length': String(bytes.length),
    vary: 'accept-encoding',
  });
  expect(gunzipSync(bytes).equals(plain.bytes)).toBe(true);
  expect(bytes.length).toBeLessThan(plain.bytes.length / 2);
});

test.each([
  undefined,
  '',
  'identity',
  'br',
  'deflate, zstd',
  'gzip;q=0',
  'gzip;q=0.000, *',
  'identity, gzip;q=0.5',
  'gzipped',
  '*',
  ';;;,,q=1',
])('it is sent as it is to a client that says %j', async (accepted) => {
  await listed('gzip');

  const { status, headers, bytes } = await listed(accepted);

  expect(status).toBe(200);
  expect(headers).toMatchObject({ vary: 'accept-encoding', 'content-length': `${bytes.length}` });
  expect(headers).not.toHaveProperty('content-encoding');
  expect(JSON.parse(bytes.toString()).resources).toHaveLength(resources.length);
});

test('who asks for its head alone is told what they would be sent', async () => {
  for (const accepted of ['gzip', 'identity']) {
    const { headers: whole } = await listed(accepted);
    const { status, headers, bytes } = await listed(accepted, 'HEAD');

    expect([status, bytes.length]).toEqual([200, 0]);
    for (const name of ['content-encoding', 'content-length', 'content-type', 'vary']) {
      expect(headers[name]).toEqual(whole[name]);
    }
  }
});

test('clients that unpack by themselves read the same as without', async () => {
  const { body } = await world.owner.api(k.listTeamResources, { params: { team: world.team } });

  const { bytes } = await listed(undefined);
  expect(JSON.parse(bytes.toString())).toEqual(body);
});

test('what has changed is in the next answer in either form, however many ask at once', async () => {
  const [resource] = resources;
  for (const name of ['renamed-once', 'renamed-twice']) {
    await Promise.all([listed('gzip'), listed('gzip')]);
    await world.owner.api(k.updateTeamResource, {
      params: { team: world.team, resource: resource?.id ?? '' },
      body: { name },
    });

    const answers = await Promise.all(
      ['gzip', 'identity', 'gzip', 'gzip', 'identity'].map((form) => listed(form)),
    );

    const texts = answers.map(({ headers, bytes }) =>
      String(headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes),
    );
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toContain(`"name":"${name}"`);
    expect(answers[0]?.headers['content-encoding']).toBe('gzip');
  }
});

test('the values of an environment are never compressed, and their tag stays a strong one', async () => {
  await project(world, 'shop');
  const at = { team: world.team, project: 'shop' };
  await world.owner.api(k.createVariable, {
    params: at,
    body: { name: 'LONG', value: 'secret '.repeat(5000), environments: ['production'] },
  });
  const deployment = await announced(deploymentsOf(world, 'shop'), { environment: 'production' });
  const values = `/kontor/v1/teams/${at.team}/projects/${at.project}/environments/production/values`;
  const pinned = `/kontor/v1/teams/${at.team}/projects/${at.project}/deployments/${deployment}/environment`;

  for (const path of [values, values, values, pinned, pinned]) {
    const { status, headers, bytes } = await asked(path, { 'accept-encoding': 'gzip' });

    expect(status).toBe(200);
    expect(bytes.toString()).toContain('secret '.repeat(5000));
    expect(headers).not.toHaveProperty('content-encoding');
    expect(headers).not.toHaveProperty('vary');
    expect(headers.etag).toMatch(/^"/);
    const again = await asked(path, {
      'accept-encoding': 'gzip',
      'if-none-match': `${headers.etag}`,
    });
    expect([again.status, again.headers.etag]).toEqual([304, headers.etag]);
  }
});

test('a document that has not changed is not sent again, whichever form one has', async () => {
  const forms = await Promise.all(
    ['gzip', 'identity'].map((form) => asked('/openapi.json', { 'accept-encoding': form })),
  );
  const [packed, plain] = forms;

  expect(packed?.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(packed?.bytes ?? '').equals(plain?.bytes ?? Buffer.of())).toBe(true);
  const etag = String(plain?.headers.etag);
  expect(forms.map(({ headers }) => [headers.etag, headers.vary])).toEqual([
    [etag, 'accept-encoding'],
    [etag, 'accept-encoding'],
  ]);
  expect(etag).toMatch(/^W\/"/);
  for (const form of ['gzip', 'identity']) {
    for (const tag of [etag, etag.slice('W/'.length)]) {
      const conditions = { 'accept-encoding': form, 'if-none-match': tag };
      const again = await asked('/openapi.json', conditions);
      expect([again.status, again.bytes.length]).toEqual([304, 0]);
      expect(again.headers).toMatchObject({ etag, vary: 'accept-encoding' });
    }
  }
});
