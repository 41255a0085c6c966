import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, createApi } from '../world/api-client.ts';
import { eventually } from '../world/story.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

// time stands still, so nothing that is remembered ends by itself
const now = new Date();
let world: World;
let other: Awaited<ReturnType<World['beside']>>;
beforeAll(async () => {
  world = await startWorld({ now: () => now, rateLimits: null });
  other = await world.beside();
});
afterAll(async () => {
  await other.close();
  await world.close();
});

let count = 0;
/** A member of the team whom the other process has just recognised. */
async function memberElsewhere() {
  count += 1;
  const person = await world.signUp(`Member${count}`);
  const params = { team: world.team };
  await world.owner.api(k.addMember, { params, body: { email: person.email, role: 'developer' } });
  const elsewhere = createApi(other.url, person.token);
  const seen = () => elsewhere(k.getTeam, { params });
  expect((await seen()).status).toBe(200);
  expect((await seen()).status).toBe(200);
  return { person, elsewhere, seen, params };
}

test('a token that is revoked in one process is refused in every other', async () => {
  const { person, seen } = await memberElsewhere();

  await person.api(k.deleteToken, { params: { token: await ownToken(person) } });

  await eventually(async () => ((await seen()).status === 401 ? true : undefined));
});

test('a member who is removed in one process is nobody in every other', async () => {
  const { person, seen, params } = await memberElsewhere();

  await world.owner.api(k.removeMember, { params: { ...params, user: person.userId } });

  await eventually(async () => ((await seen()).status === 404 ? true : undefined));
});

test('a role that is lowered in one process counts in every other', async () => {
  const { person, elsewhere, params } = await memberElsewhere();
  const make = (api: Api, name: string) => api(k.createProject, { params, body: { name } });
  expect((await make(elsewhere, 'allowed')).status).toBe(201);

  await world.owner.api(k.updateMember, {
    params: { ...params, user: person.userId },
    body: { role: 'viewer' },
  });

  await eventually(async () =>
    (await make(elsewhere, `tried-${Math.random()}`.replace('.', ''))).status === 403
      ? true
      : undefined,
  );
});

test('a process whose connection is lost hears again', async () => {
  const { person, seen } = await memberElsewhere();
  await world.database.read(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and query = 'listen kontor_callers_changed'`,
  );

  await person.api(k.deleteToken, { params: { token: await ownToken(person) } });

  await eventually(async () => ((await seen()).status === 401 ? true : undefined));
});

async function ownToken({ api }: Person): Promise<string> {
  const { body } = await api(k.listTokens);
  return body.tokens[0]?.id ?? '';
}
