import { deviceCodeGrant, kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { done } from '../../isolation/done.ts';
import type { Making, Makings, Stage } from './making.ts';

const aMember: Making = async ({ things }) => ({ at: { user: await things.member() } });
const anInvitation: Making = async ({ things }) => ({
  at: { invitation: (await things.invited()).id },
});
const aTeam: Making = async ({ things }) => ({ at: { team: await things.team() } });
const aToken: Making = async ({ theirs }) => {
  const { token } = await done(theirs.stage.owner.api(k.createToken, { body: { name: 'made' } }));
  return { at: { token: token.id } };
};

const deviceLogin = ({ world }: Stage) =>
  done(world.anonymous(k.beginDeviceLogin, { body: { client_id: 'kontor' } }));

/** People, how they sign in, and the teams that they are of. */
export const peopleMakings: Makings = {
  finishDeviceLogin: async (stage) => {
    const { device_code, user_code: code } = await deviceLogin(stage);
    const body = { code, decision: 'allow' };
    await done(stage.theirs.stage.owner.api(k.decideDeviceLogin, { body }));
    return { body: { grant_type: deviceCodeGrant, device_code, client_id: 'kontor' } };
  },
  getDeviceLogin: async (stage) => ({ query: { code: (await deviceLogin(stage)).user_code } }),
  decideDeviceLogin: async (stage) => ({
    body: { code: (await deviceLogin(stage)).user_code, decision: 'allow' },
  }),
  deleteToken: aToken,
  deleteAuthToken: aToken,
  deleteTeamToken: async ({ theirs: { stage } }) => {
    const call = { params: { team: stage.team }, body: { name: 'made', role: 'viewer' } };
    return { at: { token: (await done(stage.owner.api(k.createTeamToken, call))).token.id } };
  },
  deleteAgentToken: async ({ theirs: { stage } }) => {
    const call = { params: { team: stage.team }, body: { agent: 'made' } };
    return { at: { token: (await done(stage.owner.api(k.createAgentToken, call))).token.id } };
  },
  deletePasskey: async ({ theirs: { stage }, things }) => {
    const passkey = things.word('passkey');
    await stage.database.read(
      `insert into people."passkey"
         ("id", "name", "publicKey", "userId", "credentialID", "counter", "deviceType", "backedUp",
          "createdAt")
       values ($1, $1, 'key', $2, $1, 0, 'singleDevice', false, now())`,
      [passkey, stage.owner.userId],
    );
    return { at: { passkey } };
  },
  endSession: async ({ theirs: { stage }, things }) => {
    const session = things.word('session');
    await stage.database.read(
      `insert into people."session" ("id", "token", "userId", "expiresAt", "createdAt", "updatedAt")
       values ($1, $1, $2, now() + interval '1 day', now(), now())`,
      [session, stage.owner.userId],
    );
    return { at: { session } };
  },
  createTeam: ({ things }) => {
    const slug = things.word('new');
    return { body: { name: slug, slug } };
  },
  createRestTeam: ({ things }) => ({ body: { slug: things.word('new') } }),
  updateTeam: aTeam,
  updateRestTeam: aTeam,
  deleteRestTeam: async (stage) => ({ ...(await aTeam(stage)), body: {} }),
  addMember: async ({ things }) => ({
    body: { email: (await things.person()).email, role: 'viewer' },
  }),
  updateMember: aMember,
  updateRestMember: aMember,
  removeMember: aMember,
  removeRestMember: aMember,
  createInvitation: ({ things }) => ({
    body: { email: `${things.word('new')}@team.example`, role: 'viewer' },
  }),
  inviteRestMember: ({ things }) => ({
    body: { email: `${things.word('new')}@team.example`, role: 'VIEWER' },
  }),
  deleteInvitation: anInvitation,
  deleteRestInvitation: anInvitation,
  joinRestTeam: async ({ theirs: { stage, colleague }, things }) => {
    const params = { team: await things.team() };
    const body = { email: colleague.email, role: 'VIEWER' };
    const { inviteCode } = await done(stage.owner.api(r.inviteRestMember, { params, body }));
    return { at: params, body: { inviteCode }, token: colleague.token };
  },
};
