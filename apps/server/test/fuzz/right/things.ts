import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { restEndpoints as r } from '@kontor/protocol/rest';
import type { Belongings } from '../../isolation/belongings.ts';
import { done } from '../../isolation/done.ts';
import { type Api, createApi } from '../../world/api-client.ts';
import { billingOf } from '../../world/billing.ts';
import { prepaidStory } from '../../world/prepaid.ts';
import { install, project, provision } from '../../world/story.ts';
import { tokenOf } from '../../world/voice.ts';
import { publish, type World } from '../../world/world.ts';

export type Things = ReturnType<typeof thingsOf>;

/** Makes one more of something that the team has, for a request that uses it up. */
export function thingsOf(world: World, theirs: Belongings) {
  const { stage, installation, projectId, speak, external, externalTeam } = theirs;
  const { owner, team, provider } = stage;
  const { api } = owner;
  const platform = createApi(world.url, theirs.serviceSecret);
  let count = 0;
  const word = (prefix: string) => {
    count += 1;
    return `${prefix}-${count}`;
  };

  const resource = (more: object = {}) =>
    provision(stage, installation, { name: word('made'), ...more });

  const newProject = () => project(stage, word('made'));

  async function connected() {
    const { id } = await resource();
    const at = await newProject();
    const body = { project: at, environments: ['production'] };
    const made = await done(api(k.connectResource, { params: { team, resource: id }, body }));
    return { resource: id, project: at, connection: made.connection.id };
  }

  async function environment() {
    const at = await newProject();
    const slug = word('stage');
    await done(api(k.createEnvironment, { params: { team, project: at }, body: { slug } }));
    return { project: at, environment: slug };
  }

  async function variable() {
    const body = { name: word('MADE').replace('-', '_'), value: 'x', environments: ['production'] };
    const params = { team, project: projectId };
    return (await done(api(k.createVariable, { params, body }))).variable.id;
  }

  async function shared() {
    const body = {
      evs: [{ key: word('SHARED').replace('-', '_'), value: 'x' }],
      ...{ type: 'encrypted', target: ['production'], projectId: [projectId] },
    };
    const made = await done(api(r.createSharedEnvVariable, { query: { slug: team }, body }));
    return made.created[0]?.id ?? '';
  }

  /** One that nobody belongs to but its owner. */
  async function newTeam() {
    const slug = word('team');
    await done(api(k.createTeam, { body: { name: slug, slug } }));
    return slug;
  }

  /** A team of its own, because each has one installation of an integration. */
  async function installed() {
    const at = await newTeam();
    const id = await install({ ...stage, team: at });
    return { team: at, installation: id, installationId: id };
  }

  const integration = () => publish(api, team, provider.baseUrl, word('spare'));

  /** Somebody without a password, whom the platform beside has told of. */
  async function person() {
    const [externalUser, email] = [word('u'), `${word('person')}@platform.example`];
    const body = { email, name: 'Paul', role: 'viewer' };
    const params = { externalTeam, externalUser };
    await done(platform(k.putProvisionedMember, { params, body }));
    return { email, externalUser };
  }

  async function member() {
    const { email } = await person();
    const body = { email, role: 'viewer' };
    return (await done(api(k.addMember, { params: { team }, body }))).member.userId;
  }

  async function invited() {
    const body = { email: `${word('guest')}@team.example`, role: 'viewer' };
    return (await done(api(k.createInvitation, { params: { team }, body }))).invitation;
  }

  async function invoice() {
    count += 1;
    return submitted(speak, installation, external);
  }

  /** One that nothing pays by itself, because its team has no means to. */
  async function unpaid() {
    const at = await installed();
    const { externalId } = await provision({ ...stage, team: at.team }, at.installation);
    const theirSpeak = createApi(world.url, tokenOf(stage, at.installation));
    return { ...at, invoice: await submitted(theirSpeak, at.installation, externalId ?? '') };
  }

  async function submitted(by: Api, installationId: string, resourceId: string) {
    const { invoice: told, at } = billingOf(resourceId);
    const period = { start: at(-10 * DAY_MS - count * 60_000), end: at(10 * DAY_MS) };
    const params = { installationId };
    const made = await done(by(p.submitInvoice, { params, body: told({ period }) }));
    return made.invoiceId ?? '';
  }

  const { prepaid } = prepaidStory(stage, installation);
  return {
    ...{ word, resource, project: newProject, connected, environment, variable, shared },
    ...{ team: newTeam, integration, person, member, invited, invoice, unpaid, prepaid },
    ...{ platform, installed },
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;
