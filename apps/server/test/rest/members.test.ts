import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { type TeamRole, teamRole } from '@kontor/protocol/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

let now = new Date('2026-02-01T10:00:00.000Z');
let world: World;
let vera: Person;
let sam: Person;
beforeAll(async () => {
  world = await startWorld({ now: () => now });
  [vera, sam] = [await world.signUp('Vera'), await world.signUp('Sam')];
});
afterAll(() => world.close());

let count = 0;
/** A new team of Ada with nobody else in it. */
async function emptyTeam() {
  count += 1;
  const slug = `people-${count}`;
  const { body } = await world.owner.api(r.createRestTeam, { body: { slug, name: slug } });
  return { slug, id: body.id, params: { team: body.id }, api: world.owner.api };
}

async function eventsOf(team: string) {
  const rows = await world.database.read<{ type: string; subject: unknown; data: unknown }>(
    'select type, subject, data from event where team_id = $1 and sequence > 1 order by sequence',
    [team],
  );
  return rows.map(({ type, subject, data }) => ({ type, subject, data }));
}

function soon(ms = 1000) {
  now = new Date(now.getTime() + ms);
}

test('the people of a team page by when they joined, newest first', async () => {
  const { api, params } = await emptyTeam();
  for (const { email } of [vera, sam]) {
    soon();
    await api(k.addMember, { params, body: { email, role: 'viewer' } });
  }

  const first = await api(r.listRestMembers, { params, query: { limit: 2 } });
  const until = first.body.pagination.next ?? 0;
  const second = await api(r.listRestMembers, { params, query: { limit: 2, until } });

  expect(first.body.members).toEqual([
    {
      uid: sam.userId,
      email: sam.email,
      username: sam.email,
      name: 'Sam',
      role: 'VIEWER',
      teamRoles: ['VIEWER'],
      confirmed: true,
      createdAt: now.getTime(),
    },
    expect.objectContaining({ uid: vera.userId, createdAt: now.getTime() - 1000 }),
  ]);
  expect(first.body.pagination).toEqual({
    count: 2,
    hasNext: true,
    next: now.getTime() - 1000,
    prev: null,
  });
  expect(second.body.members).toMatchObject([{ uid: world.owner.userId, role: 'OWNER' }]);
  expect(second.body.pagination).toMatchObject({ hasNext: false, next: null });
});

test.each([
  [{ search: 'vER' }, ['Vera']],
  [{ search: 'test.example' }, ['Ada', 'Vera']],
  [{ search: '%' }, []],
  [{ role: 'OWNER' }, ['Ada']],
  [{ role: 'DEVELOPER', search: 'vera' }, ['Vera']],
  [{ role: 'CONTRIBUTOR' }, []],
  [{ excludeProject: 'prj_any' }, []],
  [{ eligibleMembersForProjectId: 'prj_any' }, []],
])('of the people of a team, %j finds %j', async (query, names) => {
  const { api, params } = await emptyTeam();
  await api(k.addMember, { params, body: { email: vera.email, role: 'developer' } });

  const { body } = await api(r.listRestMembers, { params, query });

  expect(body.members.map(({ name }) => name).sort()).toEqual(names);
});

test('whoever was invited comes in with the code, once, as what they were asked to be', async () => {
  const { api, params, id, slug } = await emptyTeam();
  const email = vera.email.toUpperCase();

  const invited = await api(r.inviteRestMember, { params, body: { email, role: 'DEVELOPER' } });
  const { inviteCode } = invited.body;
  const listed = await api(r.listRestMembers, { params });
  const joined = await vera.api(r.joinRestTeam, { params, body: { inviteCode } });
  const again = await vera.api(r.joinRestTeam, { params, body: { inviteCode } });

  expect([invited.status, invited.body]).toEqual([
    200,
    {
      uid: inviteCode,
      inviteCode,
      email: vera.email,
      username: vera.email,
      role: 'DEVELOPER',
      others: [],
    },
  ]);
  expect(listed.body.members).toHaveLength(1);
  expect(listed.body.emailInviteCodes).toEqual([
    {
      id: inviteCode,
      email: vera.email,
      role: 'DEVELOPER',
      createdAt: now.getTime(),
      isDSyncUser: false,
    },
  ]);
  expect([joined.status, joined.body]).toEqual([
    200,
    { teamId: id, slug, name: slug, from: 'mail' },
  ]);
  expect([again.status, again.error.reason]).toEqual([404, 'invitation_not_found']);
  expect((await vera.api(r.getRestTeam, { params })).body.membership?.role).toBe('DEVELOPER');
  expect(await eventsOf(id)).toEqual([
    {
      type: 'member.invited',
      subject: { team: id },
      data: { email: vera.email, role: 'developer' },
    },
    {
      type: 'member.added',
      subject: { user: vera.userId },
      data: { role: 'developer', before: null, after: { role: 'developer' } },
    },
  ]);
});

test('a code is of no use to anybody else, after a week, and when it was taken back or replaced', async () => {
  const { api, params } = await emptyTeam();
  const ask = async () =>
    (await api(r.inviteRestMember, { params, body: { email: vera.email, role: 'OWNER' } })).body
      .inviteCode;
  const join = async (person: Person, inviteCode: string) => {
    const { status, error } = await person.api(r.joinRestTeam, { params, body: { inviteCode } });
    return [status, error?.reason];
  };
  const refused = [404, 'invitation_not_found'];

  const replaced = await ask();
  const withdrawn = await ask();
  const first = await join(vera, replaced);
  const others = await join(sam, withdrawn);
  const taken = await api(r.deleteRestInvitation, { params: { ...params, invitation: withdrawn } });
  const afterwards = await join(vera, withdrawn);
  const late = await ask();
  soon(7 * 24 * 60 * 60 * 1000);
  const tooLate = await join(vera, late);
  const shown = await api(r.listRestMembers, { params });

  expect({ first, others, afterwards, tooLate }).toEqual({
    first: refused,
    others: refused,
    afterwards: refused,
    tooLate: refused,
  });
  expect([taken.status, taken.body]).toEqual([200, { id: withdrawn }]);
  expect(shown.body.emailInviteCodes).toMatchObject([{ id: late, expired: true }]);
});

test('several people are invited with one call, all or none', async () => {
  const { api, params, id } = await emptyTeam();
  const people = [{ email: 'a@test.example' }, { email: 'b@test.example', role: 'BILLING' }];

  const half = await api(r.inviteRestMember, {
    params,
    body: [...people, { email: world.owner.email }],
  });
  const whole = await api(r.inviteRestMember, { params, body: people });

  expect([half.status, half.error.reason]).toEqual([409, 'already_member']);
  expect(whole.body).toMatchObject({
    email: 'a@test.example',
    role: 'MEMBER',
    others: [{ email: 'b@test.example', role: 'BILLING' }],
  });
  expect((await eventsOf(id)).map(({ type }) => type)).toEqual([
    'member.invited',
    'member.invited',
  ]);
});

test.each([
  ['no address', { email: 'nobody', role: 'MEMBER' }],
  ['a role that is none', { email: 'c@test.example', role: 'KING' }],
  ['a role that would have to be widened', { email: 'c@test.example', role: 'CONTRIBUTOR' }],
  ['roles in projects', { email: 'c@test.example', projects: [{ projectId: 'p', role: 'ADMIN' }] }],
  ['more than there is', { email: 'c@test.example', more: 1 }],
  ['nobody at all', []],
])('an invitation with %s is refused', async (_what, body) => {
  const { api, params } = await emptyTeam();

  const { status, error } = await api(r.inviteRestMember, { params, body });

  expect([status, error.code]).toEqual([400, 'bad_request']);
});

test('a machine invites nobody, and sees codes only where it may hand them out', async () => {
  const { api, params } = await emptyTeam();
  await api(r.inviteRestMember, { params, body: { email: 'd@test.example' } });
  const tokenOf = async (role: string) => {
    const made = await api(k.createTeamToken, { params, body: { name: role, role } });
    return createApi(world.url, made.body.secret);
  };
  const [manager, reader] = [await tokenOf('owner'), await tokenOf('viewer')];

  const invited = await manager(r.inviteRestMember, { params, body: { email: 'e@test.example' } });
  const seen = await manager(r.listRestMembers, { params });
  const hidden = await reader(r.listRestMembers, { params });

  expect([invited.status, invited.error.code]).toEqual([403, 'forbidden']);
  expect(seen.body.emailInviteCodes).toHaveLength(1);
  expect(hidden.body.emailInviteCodes).toEqual([]);
});

const known: Partial<Record<TeamRole, string>> = {
  OWNER: 'owner',
  MEMBER: 'member',
  DEVELOPER: 'developer',
  BILLING: 'billing',
  VIEWER: 'viewer',
  SECURITY: 'viewer',
  VIEWER_FOR_PLUS: 'viewer',
};

test.each(teamRole.options)(
  'a member is made %s as far as that role is known here',
  async (role) => {
    const { api, params, id } = await emptyTeam();
    await api(k.addMember, { params, body: { email: vera.email, role: 'viewer' } });
    const member = { ...params, user: vera.userId };

    const { status, body, error } = await api(r.updateRestMember, {
      params: member,
      body: { role },
    });

    const { body: list } = await api(k.listMembers, { params });
    const now = list.members.find(({ userId }) => userId === vera.userId)?.role;
    expect(now).toBe(known[role] ?? 'viewer');
    if (known[role] === undefined) expect([status, error.code]).toEqual([400, 'bad_request']);
    else expect([status, body]).toEqual([200, { id }]);
  },
);

test('a change of role tells what they were and are, and the last owner stays one', async () => {
  const { api, params, id } = await emptyTeam();
  await api(k.addMember, { params, body: { email: vera.email, role: 'viewer' } });
  const of = (user: string) => ({ ...params, user });

  await api(r.updateRestMember, { params: of(vera.userId), body: { role: 'BILLING' } });
  const same = await api(r.updateRestMember, { params: of(vera.userId), body: {} });
  const last = await api(r.updateRestMember, {
    params: of(world.owner.userId),
    body: { role: 'MEMBER' },
  });
  const nobody = await api(r.updateRestMember, { params: of(sam.userId), body: {} });

  expect([same.status, last.status, nobody.status]).toEqual([200, 409, 404]);
  expect([last.error.reason, nobody.error.reason]).toEqual(['last_owner', 'member_not_found']);
  expect((await eventsOf(id)).at(-1)).toEqual({
    type: 'member.updated',
    subject: { user: vera.userId },
    data: { before: { role: 'viewer' }, after: { role: 'billing' } },
  });
});

test('anybody leaves, and only who manages people removes others', async () => {
  const { api, params, id } = await emptyTeam();
  for (const { email } of [vera, sam]) {
    await api(k.addMember, { params, body: { email, role: 'viewer' } });
  }
  const of = (user: string) => ({ params: { ...params, user } });

  const other = await vera.api(r.removeRestMember, of(sam.userId));
  const self = await vera.api(r.removeRestMember, of(vera.userId));
  const removed = await api(r.removeRestMember, of(sam.userId));
  const last = await api(r.removeRestMember, of(world.owner.userId));

  expect([other.status, other.error.action]).toEqual([403, 'member:manage']);
  expect([self.status, self.body]).toEqual([200, { id }]);
  expect([removed.status, last.error.reason]).toEqual([200, 'last_owner']);
  expect((await vera.api(r.getRestTeam, { params })).status).toBe(404);
});
