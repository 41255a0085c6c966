import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { eventually, install, project } from '../world/story.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

let world: World;
let grace: Person;
beforeAll(async () => {
  world = await startWorld();
  grace = await world.signUp('Grace');
});
afterAll(() => world.close());

let count = 0;
/** A new team with its owner. */
async function ownTeam(owner: Person = grace) {
  count += 1;
  const slug = `team-${count}`;
  const { body } = await owner.api(r.createRestTeam, { body: { slug, name: 'Grace & Co' } });
  return { owner, slug, id: body.id, params: { team: body.id } };
}

async function eventTypes(team: string) {
  const rows = await world.database.read<{ type: string }>(
    'select type from event where team_id = $1 order by sequence',
    [team],
  );
  return rows.map(({ type }) => type);
}

test('a person is told in the form that every client reads, with their first team', async () => {
  const { owner, id } = await ownTeam();
  await ownTeam();

  const { status, body } = await owner.api(r.getAuthUser);

  expect(status).toBe(200);
  expect(body.user).toEqual({
    limited: true,
    id: owner.userId,
    email: owner.email,
    username: owner.email,
    name: 'Grace',
    avatar: null,
    defaultTeamId: id,
    version: 'northstar',
  });
});

test('the token of an installation is nobody, in the words of the protocol', async () => {
  const installation = await install(world);
  const { accessToken } = world.provider.installations.get(installation) ?? { accessToken: '' };

  const { status, error } = await createApi(world.url, accessToken)(r.getAuthUser);

  expect({ status, code: error.code, message: error.message }).toEqual({
    status: 403,
    code: 'forbidden',
    message: "You don't have permission to access this resource.",
  });
});

test('a team is shown under each of its addresses, with what the caller is in it', async () => {
  const { owner, id, slug } = await ownTeam();
  const addresses = [`/v2/teams/${id}`, `/teams/${slug}`, `/api/v2/teams/${slug}?slug=${slug}`];

  const shown = await Promise.all(
    addresses.map(async (address) => {
      const headers = { authorization: `Bearer ${owner.token}` };
      const answer = await fetch(`${world.url}${address}`, { headers });
      return r.getRestTeam.responses[200].parse(await answer.json());
    }),
  );

  const createdAt = shown[0]?.createdAt ?? 0;
  const team = {
    id,
    slug,
    name: 'Grace & Co',
    avatar: null,
    description: null,
    billing: { plan: 'pro' },
    creatorId: owner.userId,
    stagingPrefix: '',
    createdAt,
    updatedAt: createdAt,
    membership: {
      role: 'OWNER',
      teamRoles: ['OWNER'],
      confirmed: true,
      created: createdAt,
      createdAt,
      uid: owner.userId,
      teamId: id,
    },
  };
  expect(shown).toEqual([team, team, team]);
});

test('teams page by time, and no page repeats or leaves out any', async () => {
  const owner = await world.signUp('Edsger');
  const made = [];
  for (const slug of ['edsger-1', 'edsger-2', 'edsger-3']) {
    made.push((await owner.api(r.createRestTeam, { body: { slug } })).body.id);
  }
  // two of one moment stay on one page
  await world.database.read(
    `update people.organization set "createdAt" = make_date(2026, 1, right("slug", 1)::int / 2 + 1)
     where "id" = any($1)`,
    [made],
  );

  const first = await owner.api(r.listRestTeams, { query: { limit: 1 } });
  const { next } = first.body.pagination;
  const second = await owner.api(r.listRestTeams, { query: { limit: 1, until: next ?? 0 } });
  const { prev } = second.body.pagination;
  const back = await owner.api(r.listRestTeams, { query: { limit: 1, since: prev ?? 0 } });

  const slugsOf = ({ body }: typeof first) => body.teams.map(({ slug }) => slug).sort();
  expect(slugsOf(first)).toEqual(['edsger-2', 'edsger-3']);
  expect(first.body.pagination).toEqual({ count: 2, next: Date.parse('2026-01-02'), prev: null });
  expect(slugsOf(second)).toEqual(['edsger-1']);
  expect(second.body.pagination).toEqual({ count: 1, next: null, prev: Date.parse('2026-01-01') });
  expect(slugsOf(back)).toEqual(['edsger-2', 'edsger-3']);
});

test.each([
  [{ limit: 0 }, 'limit'],
  [{ until: 'soon' }, 'until'],
])('a list that is asked for with %j is refused by the name of the field', async (query, key) => {
  const { owner } = await ownTeam();

  const { status, error } = await owner.api(r.listRestTeams, { query });

  expect([status, error.code, error.fields]).toMatchObject([400, 'bad_request', [{ key }]]);
});

test.each([
  ['without a slug', {}],
  ['with a slug that is no slug', { slug: 'No Slug' }],
  ['with more than there is', { slug: 'fine', more: 1 }],
])('a team %s is not made', async (_how, body) => {
  const { owner } = await ownTeam();

  const { status, error } = await owner.api(r.createRestTeam, { body });

  expect([status, error.code]).toEqual([400, 'bad_request']);
});

test('what is changed of a team is kept and told, and a setting that is unknown here is refused', async () => {
  const { owner, params, id, slug } = await ownTeam();
  const other = await ownTeam();

  const changed = await owner.api(r.updateRestTeam, { params, body: { description: 'We count' } });
  const same = await owner.api(r.updateRestTeam, { params, body: { description: 'We count' } });
  const taken = await owner.api(r.updateRestTeam, { params, body: { slug: other.slug } });
  const unknown = await owner.api(r.updateRestTeam, { params, body: { emailDomain: 'x.test' } });

  expect(changed.body).toMatchObject({ id, slug, description: 'We count' });
  expect(changed.body.updatedAt).toBeGreaterThan(changed.body.createdAt);
  expect(same.body).toEqual(changed.body);
  expect([taken.status, taken.error.code, taken.error.reason]).toEqual([
    409,
    'conflict',
    'slug_taken',
  ]);
  expect([unknown.status, unknown.error.code]).toEqual([400, 'bad_request']);
  expect(unknown.error.message).toContain('emailDomain');
  expect(await eventTypes(id)).toEqual(['team.created', 'team.updated']);
});

test("a team of others is not found, and what a viewer may not is refused with the permission's name", async () => {
  const { owner, params } = await ownTeam();
  const viewer = await world.signUp('Vera');
  await owner.api(k.addMember, { params, body: { email: viewer.email, role: 'viewer' } });
  const stranger = await world.signUp('Sam');

  const calls = [
    viewer.api(r.updateRestTeam, { params, body: { name: 'Mine' } }),
    viewer.api(r.deleteRestTeam, { params, body: {} }),
    stranger.api(r.getRestTeam, { params }),
    stranger.api(r.deleteRestTeam, { params }),
  ];

  const answers = (await Promise.all(calls)).map(({ status, error }) => [status, error.reason]);
  expect(answers).toEqual([
    [403, 'forbidden'],
    [403, 'forbidden'],
    [404, 'team_not_found'],
    [404, 'team_not_found'],
  ]);
});

test('a team goes with its projects and tokens, and its history stays', async () => {
  const { owner, params, id } = await ownTeam();
  await owner.api(k.createProject, { params, body: { name: 'web' } });
  const machine = await owner.api(k.createTeamToken, {
    params,
    body: { name: 'ci', role: 'viewer' },
  });
  const ci = createApi(world.url, machine.body.secret);
  expect((await ci(k.getTeam, { params })).status).toBe(200);

  const deleted = await owner.api(r.deleteRestTeam, {
    params,
    query: { newDefaultTeamId: 'team_other' },
    body: { reasons: [{ slug: 'other', description: 'moved' }] },
  });

  expect([deleted.status, deleted.body]).toEqual([200, { id, newDefaultTeamIdError: true }]);
  expect((await ci(k.getTeam, { params })).status).toBe(401);
  expect((await owner.api(r.getRestTeam, { params })).status).toBe(404);
  const projects = await world.database.read('select 1 from project where team_id = $1', [id]);
  expect(projects).toEqual([]);
  expect((await eventTypes(id)).at(-1)).toBe('team.deleted');
});

test('a team that others depend on says what has to be gone first', async () => {
  const params = { team: world.team };
  const { body } = await world.owner.api(k.listInstallations, { params });
  const [installed] = body.installations;
  const installation = installed?.id ?? (await install(world));

  const { status, error } = await world.owner.api(r.deleteRestTeam, { params });

  expect([status, error.reason]).toEqual([409, 'team_in_use']);
  expect(error.message).toContain(`Uninstall ${installation} first`);
  expect(error.message).toContain('Unpublish scripted first');
  expect((await world.owner.api(r.getRestTeam, { params })).status).toBe(200);
});

test('an install that is on its way when its team is deleted leaves no installation behind', async () => {
  for (let round = 0; round < 4; round++) {
    const { owner, params, id } = await ownTeam();
    const body = { integration: world.integration.slug, acceptedPolicies: ['toc', 'eula'] };

    const [deleted] = await Promise.all([
      owner.api(r.deleteRestTeam, { params }),
      owner.api(k.install, { params, body }),
    ]);

    await eventually(async () => {
      const rows = await world.database.read<{ installation_id: string }>(
        'select installation_id from installation where team_id = $1 and finalized_at is null',
        [id],
      );
      return deleted.status === 200 ? rows.length === 0 : rows.length === 1;
    });
  }
});

test('projects of a deleted team are not reached by anybody who was in it', async () => {
  const { owner, params } = await ownTeam();
  await owner.api(k.createProject, { params, body: { name: 'web' } });
  await project(world, `kept-${count}`);

  await owner.api(r.deleteRestTeam, { params });

  expect((await owner.api(k.listProjects, { params })).status).toBe(404);
});
