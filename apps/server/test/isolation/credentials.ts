import type { HostEndpoint } from '@kontor/protocol';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { type Action, type Role, role, type ServiceScope } from '@kontor/protocol/vocabulary';
import { platformBeside, tokenOf as serviceTokenOf } from '../services/platform.ts';
import { createApi } from '../world/api-client.ts';
import { install } from '../world/story.ts';
import { tokenOf } from '../world/voice.ts';
import type { World } from '../world/world.ts';
import type { Belongings } from './belongings.ts';
import { done } from './done.ts';

/** What somebody presents, which may depend on what they ask for. */
export type Presented = (endpoint: HostEndpoint) => string | undefined;

/** Tokens of the kind that an endpoint asks for, which were good once. */
export async function endedTokens(world: World, theirs: Belongings) {
  const { team, owner } = theirs.stage;
  const personal = async (name: string) => done(owner.api(k.createToken, { body: { name } }));
  const service = () =>
    serviceTokenOf(world, theirs.service, ['provision', 'read-environments', 'read-events']);
  const machine = await done(
    owner.api(k.createTeamToken, { params: { team }, body: { name: 'old', role: 'owner' } }),
  );
  const revoked = await personal('revoked');
  const expired = await personal('expired');
  const revokedService = await service();
  const expiredService = await service();
  await done(owner.api(k.deleteToken, { params: { token: revoked.token.id } }));
  const params = { service: theirs.service, token: revokedService.id };
  await done(world.owner.api(k.deleteServiceToken, { params }));
  await world.database.read(
    `update access_token set expires_at = now() - interval '1 second'
     where token_id = any($1)`,
    [[expired.token.id, machine.token.id]],
  );
  await world.database.read(
    `update service_token set expires_at = now() - interval '1 second' where token_id = $1`,
    [expiredService.id],
  );
  const byKind =
    (of: { person: string; service: string; installation: string }): Presented =>
    ({ access: { kind } }) =>
      kind === 'service' || kind === 'installation' ? of[kind] : of.person;
  return {
    revoked: byKind({
      person: revoked.secret,
      service: revokedService.secret,
      installation: theirs.formerProviderSecret,
    }),
    expired: byKind({
      person: expired.secret,
      service: expiredService.secret,
      installation: machine.secret,
    }),
  };
}

/** Another access token of an installation, in place of the first one, which ends. */
export async function rotated(
  { url, provider, integration }: Pick<World, 'url' | 'provider' | 'integration'>,
  installationId: string,
) {
  const former = tokenOf({ provider }, installationId);
  const proof = { client_secret: integration.clientSecret };
  const params = { installationId };
  const { access_token: secret } = await done(
    createApi(url, former)(p.rotateCredentials, { params, body: proof }),
  );
  await done(
    createApi(url, secret)(p.revokeCredentials, { params, body: { ...proof, token: former } }),
  );
  return { secret, former };
}

/** An installation of the same integration elsewhere, and one of another integration beside it. */
export async function otherProviders(theirs: Belongings, own: Belongings) {
  const same = { ...own.stage, integration: theirs.stage.integration };
  const other = { ...theirs.stage, integration: own.stage.integration };
  const elsewhere = await install(same);
  const beside = await install(other);
  return [
    {
      name: 'another installation',
      installation: elsewhere,
      secret: tokenOf(theirs.stage, elsewhere),
      isElsewhere: true,
    },
    {
      name: 'another integration',
      installation: beside,
      secret: tokenOf(own.stage, beside),
      isElsewhere: false,
    },
  ];
}

/** A platform that may do all that the others may not, and the other way round. */
export async function scopelessService(world: World, theirs: Belongings): Promise<Presented> {
  const narrow = (scope: ServiceScope) => serviceTokenOf(world, theirs.service, [scope]);
  const provision = await narrow('provision');
  const events = await narrow('read-events');
  return ({ access }) =>
    access.kind === 'service' && access.scope === 'provision' ? events.secret : provision.secret;
}

export const anotherPlatform = async (world: World) => (await platformBeside(world)).token.secret;

/** A colleague in each role. */
export async function colleagues(world: World, { stage: { owner, team } }: Belongings) {
  const found: { readonly role: Role; readonly secret: string }[] = [];
  for (const each of role.options.filter((one) => one !== 'owner')) {
    const person = await world.signUp(`Colleague${each}`);
    const body = { email: person.email, role: each };
    await done(owner.api(k.addMember, { params: { team }, body }));
    found.push({ role: each, secret: person.token });
  }
  return found;
}

/** Tokens of the team and of its owner that do not reach as far as those who made them. */
export async function narrowTokens(theirs: Belongings) {
  const { stage, word } = theirs;
  const { owner, team } = stage;
  const machine = async (action: Action) => {
    const body = { name: action, role: 'owner', actions: [action] };
    return (await done(owner.api(k.createTeamToken, { params: { team }, body }))).secret;
  };
  const reads = await machine('team:read');
  const looks = await machine('integration:read');
  const elsewhere = `${word}-elsewhere`;
  await done(owner.api(k.createTeam, { body: { name: elsewhere, slug: elsewhere } }));
  await done(owner.api(k.createProject, { params: { team }, body: { name: `${word}-blog` } }));
  const limited = async (body: object) =>
    (await done(owner.api(k.createToken, { body: { name: 'limited', ...body } }))).secret;
  return {
    otherAction: ({ access }: HostEndpoint) =>
      'action' in access && access.action === 'team:read' ? looks : reads,
    otherTeam: await limited({ team: elsewhere }),
    otherProject: await limited({ team, projects: [`${word}-blog`] }),
    agentReads: await agentOf(theirs, { actions: ['team:read'] }),
    agentLooks: await agentOf(theirs, { actions: ['integration:read'] }),
    agentElsewhere: await agentOf(theirs, { projects: [`${word}-blog`] }),
  };
}

/** What the owner has given to an agent that acts for them. */
async function agentOf({ stage: { owner, team } }: Belongings, narrowed: object): Promise<string> {
  const body = { agent: 'helper', ...narrowed };
  return (await done(owner.api(k.createAgentToken, { params: { team }, body }))).secret;
}
