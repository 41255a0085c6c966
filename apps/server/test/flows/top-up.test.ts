import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepaidStory, prepayment } from '../world/prepaid.ts';
import { install } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let story: ReturnType<typeof prepaidStory>;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  installation = await install(world);
  story = prepaidStory(world, installation);
  world.provider.balances = { timestamp: new Date(0), balances: [] };
});
afterAll(() => world.close());

let clockMs = Date.now();

/** Each a moment later than the one before. */
function nextMoment(): Date {
  clockMs += 10;
  return new Date(clockMs);
}

/** What the provider says is left. */
const report = (resourceId: string | undefined, cents: number, moment = nextMoment()) =>
  story.told('/billing/balance', 'POST', {
    timestamp: moment.toISOString(),
    balances: [{ currencyValueInCents: cents, ...(resourceId && { resourceId }) }],
  });

const fillUp = (store: string, more: object = {}) =>
  world.owner.api(r.setThreshold, {
    params: { installation, store },
    body: {
      billingPlanId: 'credits',
      minimumAmountInCents: 500,
      purchaseAmountInCents: 2_000,
      maximumAmountPerPeriodInCents: 5_000,
      metadata: '{}',
      ...more,
    },
  });

/** A resource whose balance is filled up below five dollars, with twenty, at most fifty in a month. */
async function filledUp(more: object = {}) {
  const { id, externalId } = await story.prepaid();
  await fillUp(id, more);
  const purchases = async () => (await story.list()).filter(({ resourceId }) => resourceId === id);
  return { id, externalId, purchases };
}

test('below its threshold a balance is filled up once, by nobody, and told once it is paid', async () => {
  const { externalId, id, purchases } = await filledUp();

  await report(externalId, 500);
  const before = await purchases();
  await report(externalId, 499.5);
  await report(externalId, 300);
  const [made, ...others] = await purchases();
  await story.settle(made?.invoiceId ?? '', 'paid');
  const ended = await story.ended(made?.invoiceId ?? '');

  expect([before, others]).toEqual([[], []]);
  expect(made).toMatchObject({ origin: 'automatic', amount: '20.00', resourceId: id });
  expect(ended).toMatchObject({ state: 'credited', invoiceState: 'paid' });
  expect(story.calls(ended.invoiceId)).toMatchObject([{ auth: 'system' }]);
  const [event] = await story.events('purchase.made');
  expect(event).toMatchObject({ actor: { kind: 'system' }, data: { origin: 'automatic' } });
});

const answering = (invoice: string, ...faults: Parameters<World['provider']['misbehave']>[1][]) => {
  const isTold = ({ path, body }: { path: string; body: string }) =>
    path.endsWith('/billing/provision') && body.includes(invoice);
  world.provider.misbehave(isTold, ...faults);
  return story.settle(invoice, 'paid');
};
const refusing = (invoice: string) => answering(invoice, { kind: 'answer', status: 422 });
const leavingUnknown = (invoice: string) => {
  const lost = { kind: 'cut-after' } as const;
  return answering(invoice, lost, lost, lost, lost, { kind: 'answer', status: 409 });
};
const callingOff = (invoice: string) =>
  story.told(`/billing/invoices/${invoice}/actions`, 'POST', {
    ...{ action: 'refund', reason: 'by mistake', total: '20.00' },
  });

test.each([
  ['refused', refusing],
  ['perhaps credited, which nobody knows,', leavingUnknown],
  ['called off before it is paid', callingOff],
])(
  'what was bought and is %s stops it, and says so, as the balance rises no more',
  async (_, end) => {
    const { externalId, id, purchases } = await filledUp();
    await report(externalId, 100);
    const [{ invoiceId = '' } = {}] = await purchases();

    await end(invoiceId);
    await story.ended(invoiceId);
    await report(externalId, 50);
    const { body } = await world.owner.api(k.listTopUpRules, { params: { team: world.team } });
    const [told] = await story.events('top-up.stopped');
    const before = await purchases();
    await fillUp(id);
    await report(externalId, 40);

    expect(body.topUpRules.find(({ resourceId }) => resourceId === id)).toMatchObject({
      ...{ state: 'stopped', stoppedFor: 'not_credited' },
    });
    expect(told).toMatchObject({ subject: { resource: id }, data: { reason: 'not_credited' } });
    expect([before.length, (await purchases()).length]).toEqual([1, 2]);
  },
);

test('a hard limit of spending stops it, and buys nothing beyond', async () => {
  const { externalId, id, purchases } = await filledUp();
  const params = { team: world.team, subject: id };
  const body = { amount: '19.99', hardStop: true };
  await world.owner.api(k.setSpendLimit, { params, body });

  await report(externalId, 499);

  expect(await purchases()).toEqual([]);
  const [event] = await story.events('top-up.stopped');
  expect(event).toMatchObject({ subject: { resource: id }, data: { reason: 'spend_limit' } });
});

test('for the installation as a whole alike', async () => {
  await story.told('', 'PATCH', {
    billingPlan: { ...prepayment, id: 'pool', scope: 'installation' },
  });
  await world.owner.api(r.setThresholds, {
    params: { installation },
    body: [{ billingPlanId: 'pool', minimumAmountInCents: 500, purchaseAmountInCents: 1_000 }],
  });

  await report(undefined, 0);

  const whole = (await story.list()).filter(({ resourceId }) => resourceId === null);
  expect(whole).toMatchObject([{ origin: 'automatic', amount: '10.00', billingPlanId: 'pool' }]);
});

test('each fall counts once the balance was well again, up to the most of a month', async () => {
  const { externalId, purchases } = await filledUp();
  for (const cents of [100, 900, 100, 900, 100, 900, 100]) await report(externalId, cents);

  const bought = await purchases();

  expect(bought.map(({ amount }) => amount)).toEqual(['20.00', '20.00']);
  const held = await story.events('top-up.held');
  expect(held).toMatchObject([{ data: { cap: '50.00', bought: '40.00' } }]);
});

test('the plan has the last word on what is bought in a month', async () => {
  const { externalId, purchases } = await filledUp({
    purchaseAmountInCents: 6_000,
    maximumAmountPerPeriodInCents: 90_000,
  });
  for (const cents of [100, 900, 100]) await report(externalId, cents);

  expect(await purchases()).toHaveLength(1);
});

test('an older report than the newest fills up nothing', async () => {
  const { externalId, purchases } = await filledUp();
  await report(externalId, 900);
  await report(externalId, 100, new Date(clockMs - 60_000));

  expect(await purchases()).toEqual([]);
});

test('a hundred reports and purchases at once buy once for each fall, and no more than the most', async () => {
  const { id, externalId, purchases } = await filledUp();
  const low = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      index % 4 === 0
        ? story.bought({ amount: '10', resource: id })
        : report(externalId, index % 5 === 0 ? 900 : index),
    ),
  );

  const made = await purchases();
  const automatic = made.filter(({ origin }) => origin === 'automatic');

  expect(low).toHaveLength(100);
  expect(made.filter(({ origin }) => origin === 'manual')).toHaveLength(25);
  expect(automatic.length).toBeGreaterThanOrEqual(1);
  expect(automatic.length).toBeLessThanOrEqual(2);
}, 60_000);

test('a hundred reports of one fall buy once', async () => {
  const { externalId, purchases } = await filledUp();

  await Promise.all(Array.from({ length: 100 }, (_, index) => report(externalId, index)));

  expect(await purchases()).toHaveLength(1);
}, 60_000);

test('a payment that fails stops it, says so, and lets it go on once it is paid', async () => {
  const { id, externalId, purchases } = await filledUp();
  await report(externalId, 100);
  const [declined] = await purchases();
  await story.settle(declined?.invoiceId ?? '', 'notpaid');
  await report(externalId, 900);
  await report(externalId, 100);
  const stopped = await purchases();
  await story.settle(declined?.invoiceId ?? '', 'paid');
  await story.ended(declined?.invoiceId ?? '');
  await report(externalId, 100);

  expect(stopped).toHaveLength(1);
  expect((await story.events('top-up.stopped'))[0]).toMatchObject({
    subject: { installation, resource: id },
    data: { reason: 'payment_failed', billingPlanId: 'credits' },
  });
  expect(await purchases()).toHaveLength(2);
});

test('a plan that is another one stops it until it is set again', async () => {
  const { id, externalId, purchases } = await filledUp();
  await story.told(`/resources/${externalId}`, 'PATCH', {
    billingPlan: { ...prepayment, id: 'tokens' },
  });
  await report(externalId, 100);
  const stopped = await purchases();
  await fillUp(id, { billingPlanId: 'tokens' });
  await report(externalId, 100);

  expect(stopped).toEqual([]);
  expect((await story.events('top-up.stopped'))[0]).toMatchObject({
    data: { reason: 'plan_changed' },
  });
  expect(await purchases()).toMatchObject([{ billingPlanId: 'tokens' }]);
});

test('a balance of a clock that is far ahead is refused, or none after it would count for so long', async () => {
  const { externalId, purchases } = await filledUp();
  const inTwoDays = new Date(Date.now() + 2 * 24 * 60 * 60 * 1000);

  await expect(report(externalId, 900, inTwoDays)).rejects.toThrow(
    /^400 .*timestamp should not be more than 24 hours ahead/,
  );
  await report(externalId, 100);

  expect(await purchases()).toHaveLength(1);
});

test('balances of resources that are not there are refused whole', async () => {
  const { externalId, purchases } = await filledUp();
  const { accessToken } = world.provider.installations.get(installation) ?? { accessToken: '' };
  const answer = await fetch(`${world.url}/v1/installations/${installation}/billing/balance`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      timestamp: new Date().toISOString(),
      balances: [
        { currencyValueInCents: 1, resourceId: externalId },
        { currencyValueInCents: 1, resourceId: 'nobody' },
      ],
    }),
  });

  expect(answer.status).toBe(400);
  expect(await purchases()).toEqual([]);
});
