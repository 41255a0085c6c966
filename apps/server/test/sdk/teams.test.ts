import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Vercel } from '@vercel/sdk';
import { SDKError } from '@vercel/sdk/models/sdkerror.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, startWorld, type World } from '../world/world.ts';
import { sdkFor } from './sdk.ts';

let world: World;
let vera: Person;
let vercel: Vercel;
let veras: Vercel;
beforeAll(async () => {
  world = await startWorld();
  vera = await world.signUp('Vera');
  vercel = sdkFor(world.url, world.owner.token);
  veras = sdkFor(world.url, vera.token);
});
afterAll(() => world.close());

let count = 0;
async function newTeam() {
  count += 1;
  const slug = `sdk-${count}`;
  const { id } = await vercel.teams.createTeam({ slug, name: 'By SDK' });
  return { teamId: id, slug };
}

test('user.getAuthUser answers the person', async () => {
  const { user } = (await vercel.user.getAuthUser()) ?? {};

  expect(user).toMatchObject({ limited: true, id: world.owner.userId, email: world.owner.email });
});

test('teams.createTeam, getTeam and patchTeam answer the team', async () => {
  const { teamId, slug } = await newTeam();

  const shown = await vercel.teams.getTeam({ teamId });
  const changed = await vercel.teams.patchTeam({
    teamId: slug,
    requestBody: { name: 'Renamed', description: 'A team' },
  });

  expect(shown).toMatchObject({ id: teamId, slug, name: 'By SDK', billing: { plan: 'pro' } });
  expect(shown.membership).toMatchObject({ role: 'OWNER', confirmed: true, teamId });
  expect(changed).toMatchObject({ id: teamId, name: 'Renamed', description: 'A team' });
});

test('teams.getTeams answers the teams of the person', async () => {
  const { teamId } = await newTeam();

  const { teams, pagination } = await vercel.teams.getTeams({ limit: 1 });

  expect(teams).toMatchObject([{ id: teamId, membership: { role: 'OWNER' } }]);
  expect(pagination).toMatchObject({ count: 1, next: expect.any(Number), prev: null });
});

test('teams.inviteUserToTeam, joinTeam and getTeamMembers bring a person in', async () => {
  const { teamId, slug } = await newTeam();

  const invited = await vercel.teams.inviteUserToTeam({
    teamId,
    requestBody: [{ email: vera.email, role: 'DEVELOPER' }],
  });
  const asked = await vercel.teams.getTeamMembers({ teamId });
  const joined = await veras.teams.joinTeam({
    teamId,
    requestBody: { inviteCode: asked.emailInviteCodes?.[0]?.id ?? '' },
  });
  const { members, pagination } = await vercel.teams.getTeamMembers({ teamId, role: 'DEVELOPER' });

  expect(invited).toMatchObject({ email: vera.email, role: 'DEVELOPER' });
  expect(asked.emailInviteCodes).toMatchObject([{ email: vera.email, role: 'DEVELOPER' }]);
  expect(joined).toEqual({ teamId, slug, name: 'By SDK', from: 'mail' });
  expect(members).toMatchObject([{ uid: vera.userId, email: vera.email, role: 'DEVELOPER' }]);
  expect(pagination).toEqual({ count: 1, hasNext: false, next: null, prev: null });
});

test('teams.deleteTeamInviteCode takes an invitation back', async () => {
  const { teamId } = await newTeam();
  await vercel.teams.inviteUserToTeam({ teamId, requestBody: [{ email: 'x@test.example' }] });
  const { emailInviteCodes } = await vercel.teams.getTeamMembers({ teamId });
  const inviteId = emailInviteCodes?.[0]?.id ?? '';

  expect(await vercel.teams.deleteTeamInviteCode({ teamId, inviteId })).toEqual({ id: inviteId });
});

test('teams.updateTeamMember and removeTeamMember answer the id of the team', async () => {
  const { teamId } = await newTeam();
  const params = { team: teamId };
  await world.owner.api(k.addMember, { params, body: { email: vera.email, role: 'viewer' } });

  const updated = await vercel.teams.updateTeamMember({
    teamId,
    uid: vera.userId,
    requestBody: { role: 'BILLING' },
  });
  const shown = await veras.teams.getTeam({ teamId });
  const removed = await vercel.teams.removeTeamMember({ teamId, uid: vera.userId });

  expect([updated, removed]).toEqual([{ id: teamId }, { id: teamId }]);
  expect(shown.membership?.role).toBe('BILLING');
});

test('teams.deleteTeam answers the id of the team that is gone', async () => {
  const { teamId } = await newTeam();

  expect(await vercel.teams.deleteTeam({ teamId, requestBody: {} })).toEqual({ id: teamId });
  await expect(vercel.teams.getTeam({ teamId })).rejects.toMatchObject({ statusCode: 404 });
});

const reasons = { joinedFrom: { origin: 'teams' } } as const;
const outside: readonly (readonly [string, (teamId: string) => Promise<unknown>])[] = [
  [
    'teams.requestAccessToTeam',
    (teamId) => vercel.teams.requestAccessToTeam({ teamId, requestBody: reasons }),
  ],
  [
    'teams.getTeamAccessRequest',
    (teamId) => vercel.teams.getTeamAccessRequest({ teamId, userId: 'u' }),
  ],
  [
    'teams.postTeamDsyncRoles',
    (teamId) => vercel.teams.postTeamDsyncRoles({ teamId, requestBody: { roles: {} } }),
  ],
  [
    'teams.updateMicrofrontendsGroup',
    (teamId) =>
      vercel.teams.updateMicrofrontendsGroup({ teamId, groupId: 'g', requestBody: { name: 'g' } }),
  ],
  [
    'teams.deleteMicrofrontendsGroup',
    (teamId) => vercel.teams.deleteMicrofrontendsGroup({ teamId, groupId: 'g' }),
  ],
  ['user.requestDelete', () => vercel.user.requestDelete({})],
];

test.each(outside)('%s is outside of this host and answered so', async (_name, call) => {
  const { teamId } = await newTeam();

  const error = await call(teamId).catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(SDKError);
  const { statusCode, body } = error as SDKError;
  expect([statusCode, JSON.parse(body).error.code]).toEqual([404, 'not_found']);
});
