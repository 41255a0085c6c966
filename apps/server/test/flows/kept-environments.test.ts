import type { Grant } from '@kontor/core';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlaceReader } from '../../src/http/routes/place-reader.ts';
import { createApi } from '../world/api-client.ts';
import { project } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let other: Awaited<ReturnType<World['beside']>>;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  other = await world.beside();
});
afterAll(async () => {
  await other.close();
  await world.close();
});

let count = 0;
/** A project whose production has been read at both hosts, so that both keep what is in it. */
async function readEverywhere(value = 'first') {
  count += 1;
  const name = `kept-${count}`;
  await project(world, name);
  const params = { team: world.team, project: name };
  const body = { name: 'LEVEL', value, environments: ['production'] };
  const { body: made } = await world.owner.api(k.createVariable, { params, body });
  const place = { params: { ...params, environment: 'production' } };
  const readAt = (url: string, token = world.owner.token) =>
    createApi(url, token)(k.readEnvironment, place);
  for (const url of [world.url, other.url]) {
    // from the third time on it is only asked whether anything was written
    for (let time = 0; time < 3; time++) await readAt(url);
  }
  const change = (changed: string) =>
    world.owner.api(k.updateVariable, {
      params: { ...params, variable: made.variable.id },
      body: { value: changed },
    });
  return { params, readAt, change };
}

function callerOf(teamId: string, grant: Partial<Grant> = {}) {
  return {
    team: { id: teamId, slug: world.team, name: 'Team', createdAt: new Date() },
    grant: { role: 'owner', ...grant },
    at: new Date(),
    actor: { kind: 'system' },
    person: null,
  } as const;
}

test('what changed at one host is read at every other at once', async () => {
  const { readAt, change } = await readEverywhere();

  for (const value of ['second', 'third']) {
    await change(value);
    const read = await Promise.all([readAt(world.url), readAt(other.url)]);
    expect(read.map(({ body }) => body.variables)).toEqual([{ LEVEL: value }, { LEVEL: value }]);
  }
});

test('of those who read while it changes, nobody who comes after the change sees what was before', async () => {
  const { readAt, change } = await readEverywhere('0');
  const stale: string[] = [];
  let latest = 0;
  let isOver = false;
  const readers = Array.from({ length: 8 }, async () => {
    while (!isOver) {
      const since = latest;
      const { body } = await readAt(other.url);
      if (Number(body.variables.LEVEL) < since) stale.push(`${body.variables.LEVEL} < ${since}`);
    }
  });

  for (let value = 1; value <= 20; value++) {
    await change(String(value));
    latest = value;
  }
  isOver = true;
  await Promise.all(readers);

  expect(stale).toEqual([]);
});

test('as long as nobody writes anything, what is kept is asked for by the least that can be asked', async () => {
  const { params, readAt } = await readEverywhere();
  const { body: own } = await world.owner.api(k.getTeam, { params: { team: world.team } });
  const { body: values, headers } = await readAt(world.url);
  const asked: string[] = [];
  const found = await world.database.transact(async (sql) => {
    // whatever else is written meanwhile, this is one moment
    await sql('set transaction isolation level repeatable read');
    const places = createPlaceReader((text, values) => {
      asked.push(text.includes('environment') ? 'the place' : 'whether anything was written');
      return sql(text, values);
    });
    const caller = callerOf(own.team.id);
    const knownTag = headers.get('etag') ?? '';
    const place = { ...params, environment: 'production', knownTag, known: values };
    const once = () => places(caller, place);
    return [await once(), await once(), await once()];
  });

  expect(asked).toEqual(['the place', 'the place', 'whether anything was written']);
  expect(found[2]).toEqual(found[0]);
});

test('of those who ask at once for different places each is answered their own, as far as they may', async () => {
  const [one, other] = [await readEverywhere('one'), await readEverywhere('other')];
  const [ours, theirs] = [one.params.project, other.params.project];
  const { body: known } = await one.readAt(world.url);
  const { body: own } = await world.owner.api(k.getTeam, { params: { team: world.team } });
  const places = createPlaceReader(world.database.read);
  const read = async (project: string, environment: string, grant: Partial<Grant> = {}) => {
    const found = await places(callerOf(own.team.id, grant), { project, environment });
    return found.ok ? [found.value.project_id, found.value.environment] : found.error.code;
  };
  const limited = { projects: [known.projectId] };

  const answers = await Promise.all([
    read(theirs, 'development'),
    read(ours, 'production'),
    read('no-such-project', 'production'),
    read(known.projectId, 'production'),
    read(theirs, 'production', limited),
    read(ours, 'production', limited),
    read(ours, 'production', { role: 'viewer' }),
  ]);

  const { body: second } = await other.readAt(world.url);
  expect(answers).toEqual([
    [second.projectId, null],
    [known.projectId, 'production'],
    'project_not_found',
    [known.projectId, 'production'],
    'project_not_found',
    [known.projectId, 'production'],
    'forbidden',
  ]);
});

test('a token that is revoked or limited to another project reads nothing of what is kept', async () => {
  const { params, readAt } = await readEverywhere();
  const elsewhere = `elsewhere-${count}`;
  await project(world, elsewhere);
  const tokenFor = async (project: string) => {
    const { body } = await world.owner.api(k.createToken, {
      body: { name: 'limited', team: world.team, projects: [project] },
    });
    return body;
  };
  const own = await tokenFor(params.project);
  const foreign = await tokenFor(elsewhere);

  const before = await readAt(world.url, own.secret);
  const limited = await readAt(world.url, foreign.secret);
  await world.owner.api(k.deleteToken, { params: { token: own.token.id } });
  const revoked = await readAt(world.url, own.secret);

  expect([before.status, limited.status, revoked.status]).toEqual([200, 404, 401]);
});

test('of those who share a look each is in the log once for a version', async () => {
  const { params, readAt } = await readEverywhere();
  const { body: first } = await readAt(world.url);
  const tokens = await Promise.all(
    ['one', 'two'].map(async (name) => {
      const { body } = await world.owner.api(k.createToken, { body: { name } });
      return body;
    }),
  );

  await readAt(world.url, tokens[0]?.secret);
  for (const _ of ['once', 'again']) {
    await Promise.all(tokens.map(({ secret }) => readAt(world.url, secret)));
  }

  const { body: log } = await world.owner.api(k.listEvents, {
    params: { team: params.team },
    query: { type: 'environment.read', limit: 500 },
  });
  const readBy = log.events
    .filter(({ subject }) => subject.project === first.projectId)
    .map(({ actor }) => (actor.kind === 'person' ? actor.tokenId : undefined));
  const ids: (string | undefined)[] = tokens.map(({ token }) => token.id);
  expect(readBy.filter((id) => ids.includes(id)).sort()).toEqual(ids.sort());
});

test('a project of the same name in another team is another one', async () => {
  const { params, readAt } = await readEverywhere('ours');
  const eve = await world.signUp('Eve');
  await eve.api(k.createTeam, { body: { name: 'Eve', slug: 'eve' } });
  await eve.api(k.createProject, { params: { team: 'eve' }, body: { name: params.project } });
  const place = { ...params, environment: 'production' };

  const theirs = await eve.api(k.readEnvironment, { params: { ...place, team: 'eve' } });
  const ours = await eve.api(k.readEnvironment, { params: place });

  expect([theirs.status, theirs.body.variables]).toEqual([200, {}]);
  expect([ours.status, (await readAt(world.url)).body.variables]).toEqual([404, { LEVEL: 'ours' }]);
});

test('a project that takes the name of another one brings its own values', async () => {
  const { params, readAt } = await readEverywhere('old');
  await world.owner.api(r.updateRestProject, {
    params: { project: params.project },
    query: { slug: world.team },
    body: { name: `${params.project}-old` },
  });
  await project(world, params.project);

  const read = await Promise.all([readAt(world.url), readAt(other.url)]);

  expect(read.map(({ body }) => body.variables)).toEqual([{}, {}]);
});
