import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { billingOf } from '../world/billing.ts';
import { prepaidStory, prepayment } from '../world/prepaid.ts';
import { install, provision, wanted } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

let world: World;
let customer: Person;
let installation: string;
let resource: { readonly id: string; readonly externalId: string };
let say: Voice;
beforeAll(async () => {
  // a bank that charges by itself, a month that may cost nothing, and nothing to pay with
  world = await startWorld({ rateLimits: null, payments: { kind: 'test' }, billingEveryMs: 50 });
  customer = await world.signUp('Cleo');
  await customer.api(k.createTeam, { body: { name: 'Customer', slug: 'customer' } });
  await world.owner.api(k.createTestClock, { params: team(), body: {} });
  await world.owner.api(k.setSpendLimit, {
    params: { ...team(), subject: 'team' },
    body: { amount: '0.01', hardStop: true },
  });
  installation = await installTest();
  const made = await provision(world, installation, { billingPlanId: 'pro' });
  resource = { id: made.id, externalId: made.externalId ?? '' };
  say = voiceOf(world, installation);
});
afterAll(() => world.close());

const team = () => ({ team: world.team });
const place = () => ({ ...team(), integration: 'scripted' });

async function installTest(): Promise<string> {
  const { status, body, error } = await tryInstall(world.owner, world.team);
  if (status !== 201) throw new Error(JSON.stringify(error ?? body));
  return body.installation.id;
}

const tryInstall = (person: Person, slug: string, isTest = true) =>
  person.api(k.install, {
    params: { team: slug },
    body: { integration: 'scripted', acceptedPolicies: ['toc', 'eula'], isTest },
  });

/** All rows that tell of money. */
async function moneyOf(): Promise<readonly number[]> {
  const [row] = await world.database.read<{ entries: number; payments: number; credits: number }>(
    `select (select count(*)::int from ledger_entry) as entries,
       (select count(*)::int from payment) as payments,
       (select count(*)::int from invoice_number) as credits`,
  );
  return Object.values(row ?? {});
}
const invoices = async () =>
  (await world.owner.api(k.listProviderInvoices, { params: place() })).body.invoices;

test('only the team that publishes an integration tries it, and may do so before it is published', async () => {
  const refused = await tryInstall(customer, 'customer');
  expect([refused.status, refused.error.code]).toEqual([400, 'not_offered']);
  await world.owner.api(k.updateIntegration, { params: place(), body: { isPublished: false } });

  const hidden = await tryInstall(customer, 'customer');

  expect([hidden.status, hidden.error.code]).toEqual([404, 'integration_not_found']);
  const again = await tryInstall(world.owner, world.team, false);
  expect([again.status, again.error.code]).toEqual([409, 'already_installed']);
  await world.owner.api(k.updateIntegration, { params: place(), body: { isPublished: true } });
  const { body } = await world.owner.api(k.listInstallations, { params: team() });
  expect(body.installations).toMatchObject([{ id: installation, isTest: true }]);
  const seen = await world.owner.api(k.listProviderInstallations, { params: place() });
  expect(seen.body.installations).toMatchObject([{ id: installation, isTest: true }]);
});

test('a paid plan is taken without anything to pay with, and whatever a limit says', async () => {
  const upgraded = await world.owner.api(k.updateTeamInstallation, {
    params: { ...team(), installation },
    body: { billingPlanId: 'team' },
  });
  expect(upgraded.status).toBe(200);

  // the same in an installation that counts is refused
  const real = await install({ ...world, owner: customer, team: 'customer' });
  const { status, error } = await customer.api(k.createResource, {
    params: { team: 'customer', installation: real },
    body: wanted({ billingPlanId: 'pro' }),
  });
  expect([status, error.code]).toEqual([402, 'payment_method_missing']);
});

test('what is billed is looked at like any invoice, counts as paid, and is in no books', async () => {
  const { item, another } = billingOf(resource.externalId);
  const items = [{ ...item, billingPlanId: 'pro' }];
  const wrong = await say(
    'POST',
    '/billing/invoices',
    another(21, { items: [{ ...items[0], total: 'x' }] }),
  );
  const unknown = await say(
    'POST',
    '/billing/invoices',
    another(21, { items: [{ ...items[0], resourceId: 'db_other' }] }),
  );

  const { status, body } = await say('POST', '/billing/invoices', another(22, { items }));

  expect([wrong.status, unknown.status, status]).toEqual([400, 400, 200]);
  expect(body).toMatchObject({ test: true });
  const asked = await say('GET', `/billing/invoices/${body.invoiceId}`);
  expect(asked.body).toMatchObject({ test: true, state: 'paid', total: '10.00' });
  expect(await invoices()).toMatchObject([{ id: body.invoiceId, isTest: true, state: 'paid' }]);
  const listed = await world.owner.api(k.listInvoices, { params: team() });
  expect(listed.body.invoices).toEqual([]);
  const refund = { action: 'refund', reason: 'tried', total: '10.00' };
  expect((await say('POST', `/billing/invoices/${body.invoiceId}/actions`, refund)).status).toBe(
    204,
  );
  expect(await invoices()).toMatchObject([{ state: 'refunded', refundTotal: '10.00' }]);
  expect(await moneyOf()).toEqual([0, 0, 0]);
});

test('a balance is bought without money, and the provider is told of it', async () => {
  const story = prepaidStory(world, installation);
  const { id } = await story.prepaid(prepayment);

  const { invoiceId: invoice } = await story.bought({ amount: '20.00', resource: id });

  expect(await story.ended(invoice)).toMatchObject({ state: 'credited', amount: '20.00' });
  expect(story.calls(invoice)).toHaveLength(1);
  expect(await moneyOf()).toEqual([0, 0, 0]);
});

test('what is reported is shown where it is asked for, and in no sum of what the team owes', async () => {
  const { item, period, at } = billingOf(resource.externalId);
  await say('POST', '/billing', {
    ...{ timestamp: at(0), eod: at(0), period },
    billing: [{ ...item, billingPlanId: 'pro' }],
    usage: [],
  });

  const all = await world.owner.api(k.getTeamUsage, { params: team() });
  const one = await world.owner.api(k.getTeamUsage, { params: team(), query: { installation } });

  expect(all.body).toEqual({ total: '0', installations: [] });
  expect(one.body.installations).toMatchObject([{ installationId: installation, owed: '10' }]);
  const limits = await world.owner.api(k.listSpendLimits, { params: team() });
  expect(limits.body.limits).toMatchObject([{ spent: '0' }]);
});

test('months that pass on the clock of the team charge nothing, and nothing becomes due', async () => {
  await world.owner.api(k.advanceTestClock, { params: team(), body: { by: '3mo' } });

  expect(await moneyOf()).toEqual([0, 0, 0]);
  const { body } = await world.owner.api(k.getProviderEarnings, { params: place() });
  expect(body).toMatchObject({ due: '0.00', unpaid: '0.00', commission: '0.00', payouts: [] });
  const books = await world.owner.api(k.verifyLedger, {});
  expect(books.body).toMatchObject({ isSound: true, entries: 0 });
});

test('an agent with a small budget tries whatever its team publishes: nothing of it is spent', async () => {
  world.provider.plans = [
    {
      ...({ id: 'large', type: 'subscription', name: 'Large', description: '' } as const),
      ...{ paymentMethodRequired: true, cost: '$40.00/month' },
    },
  ];
  const made = await world.owner.api(k.createAgentToken, {
    params: team(),
    body: { agent: 'trier', budget: { perMonth: '1' } },
  });
  const { token, secret } = made.body;
  const bot = createApi(world.url, secret);

  const tried = await bot(k.createResource, {
    params: { ...team(), installation },
    body: wanted({ name: 'tried-by-agent', billingPlanId: 'large' }),
  });

  expect([tried.status, tried.body.operation.status]).toEqual([201, 'succeeded']);
  const seen = await world.owner.api(k.getAgentToken, { params: { ...team(), token: token.id } });
  expect(seen.body.token.budget).toMatchObject({ spent: '0', reserved: '0', left: '1' });
});

test('it stays with its team: nothing of it is handed over', async () => {
  const whole = await world.owner.api(k.offerInstallation, {
    params: { ...team(), installation },
    body: {},
  });
  const part = await world.owner.api(k.offerResource, {
    params: { ...team(), resource: resource.id },
    body: {},
  });

  expect([whole, part].map(({ status, error }) => [status, error.code])).toEqual([
    [422, 'transfer_not_offered'],
    [422, 'transfer_not_offered'],
  ]);
});

test('it ends as any other does, and the next one may be real', async () => {
  const { status } = await world.owner.api(k.uninstall, { params: { ...team(), installation } });

  expect(status).toBe(200);
  const next = await tryInstall(world.owner, world.team, false);
  expect([next.status, next.body?.installation.isTest]).toEqual([201, false]);
  expect(await moneyOf()).toEqual([0, 0, 0]);
});
