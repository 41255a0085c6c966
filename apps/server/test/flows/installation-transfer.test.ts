import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { setWebhookUrl } from '../webhooks/hooks-world.ts';
import { openBank } from '../world/bank.ts';
import { billingOf } from '../world/billing.ts';
import {
  eventsOf,
  eventually,
  install,
  payWith,
  project,
  provision,
  variablesOf,
} from '../world/story.ts';
import {
  anotherTeam,
  connect,
  look,
  offerTransfers,
  takeOver,
  targetOf,
  used,
} from '../world/two-teams.ts';
import { voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let aheadMs = 0;
beforeAll(async () => {
  world = await startWorld({ now: () => new Date(Date.now() + aheadMs), rateLimits: null });
  await setWebhookUrl(world, `${world.provider.baseUrl}/webhooks`);
});
afterAll(() => world.close());
/** Each test begins with an installation of its own. */
beforeEach(async () => {
  aheadMs = 0;
  installation = await install(world);
});
afterEach(async () => {
  const { body } = await world.owner.api(k.listInstallations, {
    params: { team: world.team },
    query: {},
  });
  for (const { id } of body.installations) {
    const params = { team: world.team, installation: id };
    await world.owner.api(k.uninstall, { params });
  }
});

type Stage = Pick<World, 'owner' | 'team'>;
const policies = { acceptedPolicies: ['toc', 'eula'] };

const offer = ({ owner, team }: Stage, disconnect = false) =>
  owner.api(k.offerInstallation, { params: { team, installation }, body: { disconnect } });
const codeFor = async (disconnect = false) => {
  const { status, body, error } = await offer(world, disconnect);
  if (status !== 201) throw new Error(JSON.stringify(error));
  return body;
};
const accept = (stage: Stage, code: string, body: object = policies) => takeOver(stage, code, body);
const show = async ({ owner, team }: Stage) =>
  (await owner.api(k.getTeamInstallation, { params: { team, installation } })).body.installation;
const found = async ({ owner, team }: Stage, resource: string) => {
  const { body } = await owner.api(k.getTeamResource, { params: { team, resource } });
  return body.resource?.lifecycle;
};
const told = (type: string) =>
  eventually(async () =>
    world.provider.told.findLast(
      (event) => event.type === type && event.payload.installationId === installation,
    ),
  );

test('an installation goes to another team with its resources and secrets, and its provider is asked nothing', async () => {
  const resource = await used(world, installation, 'before');
  const target = await anotherTeam(world);
  const { code, transfer } = await codeFor(true);
  expect(transfer).toMatchObject({ kind: 'installation', subject: { id: installation } });
  expect((await look(target, code)).body).toMatchObject({
    kind: 'installation',
    needs: [{ code: 'policies_not_accepted', missing: policies.acceptedPolicies }],
    installations: [
      {
        installationId: installation,
        resources: [{ id: resource.id, billingPlan: { id: 'free' } }],
      },
    ],
  });
  world.provider.seen.length = 0;
  const { status, body } = await accept(target, code);

  expect([status, body]).toEqual([
    200,
    { partnerCalls: [], resourceTransferErrors: [], transferredStoreIds: [resource.id] },
  ]);
  // webhooks of what was done before may still arrive
  expect(world.provider.seen.filter(({ path }) => !path.endsWith('/webhooks'))).toEqual([]);
  expect([await found(world, resource.id), await found(target, resource.id)]).toEqual([
    'deleted',
    'active',
  ]);
  expect(await show(target)).toMatchObject({
    lifecycle: 'installed',
    transferredAt: null,
    installedBy: target.owner.userId,
    acceptedPolicies: { toc: expect.any(String), eula: expect.any(String) },
  });
  expect(await show(world)).toMatchObject({
    lifecycle: 'uninstalled',
    transferredAt: expect.any(String),
  });
  const shop = await project(target, 'after');
  expect((await connect(target, resource.id, 'after')).status).toBe(201);
  expect((await variablesOf(target, shop, 'production')).DATABASE_URL).toBeDefined();
  await eventually(
    async () => (await variablesOf(world, 'before', 'production')).DATABASE_URL === undefined,
  );
});

test('its provider is told which account it was and is, and never which team', async () => {
  const target = await anotherTeam(world);
  const { code } = await codeFor();
  await accept(target, code);

  const { payload } = await told('integration-configuration.transferred');
  const { team: to, newAccountId, previousAccountId } = payload;
  expect(payload).toEqual({
    team: { id: newAccountId },
    user: { id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    configuration: { id: installation },
    installationId: installation,
    previousTeamId: previousAccountId,
    previousAccountId: expect.stringMatching(/^[0-9a-f]{32}$/),
    newTeamId: newAccountId,
    newAccountId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(previousAccountId).not.toBe(newAccountId);
  const resource = await provision(target, installation);
  await project(target, 'first');
  await connect(target, resource.id, 'first');
  expect((await told('integration-resource.project-connected')).payload.team).toEqual(to);
});

test('its credential goes on, and speaks of the new team from then on', async () => {
  const resource = await provision(world, installation);
  const say = voiceOf(world, installation);
  const before = await say('GET', '/account');
  const target = await anotherTeam(world);
  await accept(target, (await codeFor()).code);

  const after = await say('GET', '/account');
  expect([before.status, after.status]).toEqual([200, 200]);
  expect([before.body.name, after.body.name]).toEqual(['Acme', 'Globex']);
  const read = await say('GET', `/resources/${encodeURIComponent(resource.externalId ?? '')}`);
  expect(read.body).toMatchObject({ id: resource.externalId, name: resource.name });
  const rotated = await say('PUT', `/resources/${resource.externalId}/secrets`, {
    secrets: [{ name: 'LATER', value: 'new' }],
  });
  expect(rotated.status).toBe(201);
});

test('what the former team was billed stays there, and is billed to nobody a second time', async () => {
  const resource = await provision(world, installation);
  const say = voiceOf(world, installation);
  const { invoice } = billingOf(resource.externalId ?? '');
  const sent = await say('POST', '/billing/invoices', invoice({ externalId: 'ext-1' }));
  const id: string = sent.body.invoiceId;
  const owed = await offer(world);
  expect([owed.status, owed.error.code, owed.error.openInvoices]).toEqual([
    409,
    'invoices_open',
    1,
  ]);
  const settle = (outcome: 'paid' | 'refunded') =>
    world.owner.api(k.settleInvoice, {
      params: { team: world.team, invoice: id },
      body: { outcome },
    });
  const isSent = async () =>
    (await say('GET', `/billing/invoices/${id}`)).body.state === 'invoiced';
  aheadMs = 30 * 24 * 3_600_000;
  await eventually(isSent);
  expect((await settle('paid')).status).toBe(200);
  const target = await anotherTeam(world);
  await accept(target, (await codeFor()).code);

  const own = async ({ owner, team }: Stage) =>
    (await owner.api(k.listInvoices, { params: { team }, query: {} })).body.invoices.map(
      (each) => each.id,
    );
  expect(await own(world)).toContain(id);
  expect(await own(target)).toEqual([]);
  expect((await say('GET', `/billing/invoices/${id}`)).body).toMatchObject({ state: 'paid' });
  const again = await say('POST', '/billing/invoices', invoice());
  expect([again.status, again.body.error.code]).toEqual([409, 'conflict']);
  const sameNumber = await say(
    'POST',
    '/billing/invoices',
    billingOf(resource.externalId ?? '').another(3, { externalId: 'ext-1' }),
  );
  expect(sameNumber.status).toBe(409);
  // a plan that held before the move covers what is billed of that time after it
  const later = billingOf(resource.externalId ?? '', Date.now() + aheadMs).invoice();
  const taken = await say('POST', '/billing/invoices', later);
  expect(taken.status).toBe(200);
  expect(await own(target)).toEqual([taken.body.invoiceId]);
  const refunded = await say('POST', `/billing/invoices/${id}/actions`, {
    action: 'refund',
    reason: 'kindness',
    total: '1.00',
  });
  expect(refunded.status).toBe(204);
  expect((await settle('refunded')).body.invoice.state).toBe('refunded');
});

test('only an owner gives it away, and only who may install takes it', async () => {
  const member = await world.signUp('Mia');
  const params = { team: world.team };
  await world.owner.api(k.addMember, { params, body: { email: member.email, role: 'member' } });
  const asMember = await offer({ owner: member, team: world.team });
  expect([asMember.status, asMember.error.code]).toEqual([403, 'forbidden']);

  const target = await anotherTeam(world);
  const { code } = await codeFor();
  const developer = await world.signUp('Dev');
  await target.owner.api(k.addMember, {
    params: { team: target.team },
    body: { email: developer.email, role: 'developer' },
  });
  const asDeveloper = { owner: developer, team: target.team };
  expect((await accept(asDeveloper, code)).status).toBe(403);
  expect((await look(asDeveloper, code)).status).toBe(403);
  expect((await show(world)).lifecycle).toBe('installed');
});

test('a team that has the integration already, or accepts no policies, is told so and gets nothing', async () => {
  const has = await targetOf(world);
  const { code } = await codeFor();

  expect((await look(has, code)).body.needs).toMatchObject([
    { code: 'already_installed' },
    { code: 'policies_not_accepted' },
  ]);
  const second = await accept(has, code);
  expect([second.status, second.error.code, second.error.installationId]).toEqual([
    409,
    'already_installed',
    has.installation,
  ]);
  const bare = await anotherTeam(world);
  const silent = await accept(bare, code, {});
  expect([silent.status, silent.error.code]).toEqual([400, 'policies_not_accepted']);
  expect((await accept(bare, code)).status).toBe(200);
});

test('of two teams that accept at once one gets it, and a repeat of it is the same answer', async () => {
  const resource = await provision(world, installation);
  const targets = [await anotherTeam(world), await anotherTeam(world)];
  const { code } = await codeFor();

  const answers = await Promise.all(targets.map((target) => accept(target, code)));

  const won = answers.map(({ status }) => status === 200);
  expect(won.filter(Boolean)).toHaveLength(1);
  const [winner, loser] = won[0] ? targets : targets.toReversed();
  if (winner === undefined || loser === undefined) throw new Error('nobody accepted');
  const repeated = await accept(winner, code);
  expect([repeated.status, repeated.body.transferredStoreIds]).toEqual([200, [resource.id]]);
  const late = await accept(loser, code);
  expect([late.status, late.error.code]).toEqual([410, 'transfer_over']);
});

test('a code that a team presents while it installs the integration itself leaves it with one', async () => {
  const target = await anotherTeam(world);
  const { code } = await codeFor();

  const [accepted] = await Promise.all([
    accept(target, code),
    target.owner.api(k.install, {
      params: { team: target.team },
      body: { integration: world.integration.slug, ...policies },
    }),
  ]);

  expect([200, 409]).toContain(accepted.status);
  const { body } = await target.owner.api(k.listInstallations, {
    params: { team: target.team },
    query: {},
  });
  expect(body.installations).toHaveLength(1);
  expect(body.installations[0]?.id === installation).toBe(accepted.status === 200);
});

test('one that projects use stays until its team agrees that they are disconnected', async () => {
  await used(world, installation, 'needed');
  const refused = await offer(world);

  expect([refused.status, refused.error.code, refused.error.projects]).toEqual([
    409,
    'resource_shared',
    ['needed'],
  ]);
});

test('it comes back under the same id, with what was made elsewhere', async () => {
  const resource = await provision(world, installation);
  const target = await anotherTeam(world);
  await accept(target, (await codeFor()).code);
  const more = await provision(target, installation);
  const back = await offer(target);
  const returned = await accept(world, back.body.code);

  expect(returned.status).toBe(200);
  expect(await show(world)).toMatchObject({ lifecycle: 'installed', transferredAt: null });
  expect(await Promise.all([resource, more].map(({ id }) => found(world, id)))).toEqual([
    'active',
    'active',
  ]);
  expect((await voiceOf(world, installation)('GET', '/account')).body.name).toBe('Acme');
});

test('both logs tell of it, and neither says which team the other is', async () => {
  const target = await anotherTeam(world);
  await accept(target, (await codeFor()).code);

  const [out] = await eventsOf(world, 'installation.transferred-out');
  const [arrived] = await eventsOf(target, 'installation.transferred-in');
  expect(out).toMatchObject({
    actor: { kind: 'system' },
    subject: { installation, integration: world.integration.id },
  });
  expect(JSON.stringify(out)).not.toContain(target.owner.userId);
  expect(arrived).toMatchObject({ actor: { userId: target.owner.userId } });
  expect(JSON.stringify([arrived?.subject, arrived?.data])).not.toContain('team_');
});

test('where the host charges, plans that cost something are taken over only with something to pay with', async () => {
  const bank = await openBank('test');
  const charging = await startWorld({ rateLimits: null, payments: bank.payments });
  const pays = (stage: Stage) => payWith(stage, bank.token('ok'));
  const limit = async ({ owner, team }: Stage, subject: string) => {
    const body = { amount: '0.00', hardStop: true };
    const { status, error } = await owner.api(k.setSpendLimit, { params: { team, subject }, body });
    if (status >= 300) throw new Error(JSON.stringify(error));
  };
  try {
    await offerTransfers(charging);
    await pays(charging);
    installation = await install(charging);
    const make = () => provision(charging, installation, { billingPlanId: 'pro' });

    const [single, owned] = [await make(), await targetOf(charging)];
    await limit(charging, single.id);
    const alone = await charging.owner.api(k.offerResource, {
      params: { team: charging.team, resource: single.id },
      body: {},
    });
    const seen = await look(owned, alone.body.code);
    const unpaid = await accept(owned, alone.body.code, {});
    await pays(owned);
    await limit(owned, 'team');
    const beyond = await accept(owned, alone.body.code, {});
    const params = { team: owned.team, subject: 'team' };
    await owned.owner.api(k.removeSpendLimit, { params });
    const taken = await accept(owned, alone.body.code, {});
    expect(seen.body.needs.map(({ code }) => code)).toEqual(['payment_method_missing']);
    expect([unpaid.status, unpaid.error.code]).toEqual([402, 'payment_method_missing']);
    expect([beyond.status, beyond.error.code]).toEqual([402, 'spend_limit_reached']);
    expect([taken.status, taken.body.transferredStoreIds]).toEqual([200, [single.id]]);
    const limits = await charging.owner.api(k.listSpendLimits, { params: { team: charging.team } });
    expect(limits.body.limits).toEqual([]);

    const [resource, target] = [await make(), await anotherTeam(charging)];
    const { body } = await offer(charging);
    const refused = await accept(target, body.code);
    await pays(target);
    const accepted = await accept(target, body.code);

    expect([refused.status, refused.error.code]).toEqual([402, 'payment_method_missing']);
    expect([accepted.status, accepted.body.transferredStoreIds]).toEqual([200, [resource.id]]);
  } finally {
    await charging.close();
    await bank.close();
  }
});

test('taken back, declined, expired, removed meanwhile or of another team: nothing moves', async () => {
  const target = await anotherTeam(world);
  const first = await codeFor();
  const params = { team: world.team, transfer: first.transfer.id };
  expect((await world.owner.api(k.withdrawTransfer, { params })).status).toBe(204);
  expect((await accept(target, first.code)).error.code).toBe('transfer_over');

  const second = await codeFor();
  const declined = { team: target.team, code: second.code };
  expect((await target.owner.api(k.declineTransfer, { params: declined })).status).toBe(204);
  expect((await accept(target, second.code)).error.code).toBe('transfer_over');

  const third = await codeFor();
  expect((await accept(world, third.code)).status).toBe(400);
  expect((await offer(target)).error.code).toBe('installation_not_found');
  aheadMs = 24 * 3_600_000 + 1000;
  expect((await accept(target, third.code)).status).toBe(410);
  const fourth = await codeFor();
  await world.owner.api(k.uninstall, { params: { team: world.team, installation } });
  expect((await accept(target, fourth.code)).error.code).toBe('not_installed');
});
