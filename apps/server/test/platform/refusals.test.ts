import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { HostEndpoint } from '@kontor/protocol';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints } from '@kontor/protocol/platform';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { install } from '../world/story.ts';
import { tokenOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';

/** Every call of a provider that needs the token of its installation. */
const all: readonly HostEndpoint[] = Object.values(platformEndpoints);
const endpoints = all
  .filter(({ access }) => access.kind === 'installation')
  .map((endpoint): [string, HostEndpoint] => [endpoint.id, endpoint]);

let world: World;
let installation: string;
let other: string;
let revoked: string;
let ended: { readonly id: string; readonly token: string };
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  installation = await install(world);
  other = await installFor('beta');
  revoked = await rotatedAway();
  ended = await uninstalled();
});
afterAll(() => world.close());

type Answer = { readonly status: number; readonly error: Record<string, unknown> };

/** Makes a call with everything that its path names being unknown, unless told otherwise. */
async function call(
  { method, path }: HostEndpoint,
  { id = installation, token, body }: { id?: string; token?: string; body?: unknown },
): Promise<Answer> {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'installationId' ? id : 'unheard-of',
  );
  const answer = await fetch(world.url + filled, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, error: text === '' ? {} : JSON.parse(text).error };
}

const own = () => tokenOf(world, installation);

describe.each(endpoints)('%s', (_id, endpoint) => {
  const body = bodyOf(endpoint);

  test('needs a token that is known, live, and of this installation', async () => {
    const answers = {
      none: await call(endpoint, { body }),
      unknown: await call(endpoint, { body, token: `kit_${'0'.repeat(43)}` }),
      revoked: await call(endpoint, { body, token: revoked }),
      finalized: await call(endpoint, { body, id: ended.id, token: ended.token }),
      foreign: await call(endpoint, { body, token: tokenOf(world, other) }),
      elsewhere: await call(endpoint, { body, id: 'icfg_none', token: own() }),
      person: await call(endpoint, { body, token: world.owner.token }),
    };

    const told = Object.entries(answers).map(([who, { status, error }]) => [
      who,
      status,
      error.code,
    ]);
    expect(told).toEqual([
      ['none', 401, 'forbidden'],
      ['unknown', 401, 'forbidden'],
      ['revoked', 401, 'forbidden'],
      ['finalized', 401, 'forbidden'],
      ['foreign', 403, 'forbidden'],
      ['elsewhere', 403, 'forbidden'],
      ['person', 403, 'forbidden'],
    ]);
    for (const { error } of Object.values(answers)) {
      expect(error).toMatchObject({ message: expect.any(String), requestId: expect.any(String) });
    }
  });
});

test.each(endpoints.filter(([, { request }]) => request !== undefined))(
  '%s refuses a key that it does not know, by its name',
  async (_id, endpoint) => {
    const { status, error } = await call(endpoint, {
      token: own(),
      body: { ...bodyOf(endpoint), unheardOf: true },
    });

    expect([status, error.code, error.reason]).toEqual([400, 'bad_request', 'invalid_request']);
    expect(JSON.stringify(error.fields)).toContain('unheardOf');
  },
);

test.each(endpoints.filter(([, endpoint]) => namesSomething(endpoint)))(
  '%s does not find what is not there',
  async (_id, endpoint) => {
    const { status, error } = await call(endpoint, { token: own(), body: bodyOf(endpoint) });

    expect([status, error.code]).toEqual([404, 'not_found']);
    expect(error.reason).toMatch(/_not_found$/);
  },
);

function bodyOf({ id, request }: HostEndpoint) {
  return request === undefined ? undefined : exampleOf(id);
}

/** Whether the path names something of the installation that has to be there before. */
function namesSomething({ id, path }: HostEndpoint): boolean {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return names.length > 1 && id !== 'importResource';
}

/** A good body of a call, from the examples of the specification. */
function exampleOf(id: string): Record<string, unknown> {
  const folder = fileURLToPath(new URL('../../../../spec/fixtures/messages/', import.meta.url));
  const examples = globSync('*.json', { cwd: folder }).flatMap((file): Example[] =>
    JSON.parse(readFileSync(folder + file, 'utf8')),
  );
  const found = examples.find(
    ({ endpoint, direction, valid, body }) =>
      endpoint === `platform.${id}` && direction === 'request' && valid && body !== undefined,
  );
  if (found?.body === undefined) throw new Error(`the fixtures show no request of ${id}`);
  return found.body;
}

type Example = {
  readonly endpoint: string;
  readonly direction: string;
  readonly valid: boolean;
  readonly body?: Record<string, unknown>;
};

async function installFor(team: string): Promise<string> {
  await world.owner.api(k.createTeam, { body: { name: team, slug: team } });
  return install({ ...world, team });
}

/** The first token of an installation that has another one now. */
async function rotatedAway(): Promise<string> {
  const id = await installFor('gamma');
  const token = tokenOf(world, id);
  const { clientSecret } = world.integration;
  const proof = { client_secret: clientSecret };
  await call(platformEndpoints.rotateCredentials, { id, token, body: proof });
  await call(platformEndpoints.revokeCredentials, { id, token, body: { ...proof, token } });
  return token;
}

async function uninstalled() {
  const id = await installFor('delta');
  const token = tokenOf(world, id);
  await world.owner.api(k.uninstall, { params: { team: 'delta', installation: id } });
  return { id, token };
}
