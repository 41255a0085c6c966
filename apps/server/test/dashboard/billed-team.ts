import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { billingOf } from '../world/billing.ts';
import { eventually, install, project, provision } from '../world/story.ts';
import { anotherTeam } from '../world/two-teams.ts';
import { voiceOf } from '../world/voice.ts';
import type { World } from '../world/world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = DAY_MS / 24;
/** On how many days its provider has reported. */
const DAYS = 6;

/** By how much the clock of a host is set back, in milliseconds: reports are taken on their day only. */
export type Setback = { ms: number };

/**
 * A team whose provider has reported for days what three resources use, and which has an open, a paid, a
 * failed, a refunded and a carried invoice. Its owner does not run the host.
 */
export async function billedTeam(world: World, setback: Setback) {
  const stage = await anotherTeam(world);
  const params = { team: stage.team };
  const installation = await install(stage);
  const say = voiceOf(world, installation);
  const names = ['orders', 'sessions', 'search-index-of-the-storefront'];
  const resources = [];
  for (const name of names) resources.push(await provision(stage, installation, { name }));
  const externalIds = resources.map(({ externalId }) => externalId ?? '');
  await project(stage, 'storefront');
  for (const { id } of resources.slice(0, 2)) {
    await stage.owner.api(k.connectResource, {
      params: { ...params, resource: id },
      body: { project: 'storefront', environments: ['production'], prefix: `P${id.slice(-4)}_` },
    });
  }
  const period = {
    start: new Date(Date.now() - 20 * DAY_MS).toISOString(),
    end: new Date(Date.now() + 8 * DAY_MS).toISOString(),
  };
  for (let day = 1; day <= DAYS; day += 1) {
    setback.ms = (DAYS - day) * DAY_MS;
    const now = Date.now() - setback.ms;
    const answer = await say('POST', '/billing', reportOf(externalIds, { day, now, period }));
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  }

  const add = async (token: string) => {
    const { body } = await stage.owner.api(k.addPaymentMethod, { params, body: { token } });
    return body.paymentMethod.id;
  };
  const [good, bad] = [await add('test_ok'), await add('test_declined')];
  const billing = billingOf(externalIds[0] ?? '');
  const bill = async (days: number, told: object = {}): Promise<string> => {
    const { status, body } = await say('POST', '/billing/invoices', billing.another(days, told));
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body.invoiceId;
  };
  const pay = (invoice: string, paymentMethodId: string) =>
    stage.owner.api(k.payInvoice, { params: { ...params, invoice }, body: { paymentMethodId } });
  const reach = async (invoice: string, state: string) => {
    const look = async () =>
      (await stage.owner.api(k.getTeamInvoice, { params: { ...params, invoice } })).body.invoice;
    await eventually(async () => (await look()).state === state).catch(async () => {
      throw new Error(`The invoice is ${JSON.stringify(await look())}, and not ${state}.`);
    });
  };

  const invoices = {
    paid: await bill(100, linesOf(externalIds, billing.item)),
    failed: await bill(80),
    refunded: await bill(60),
    open: await bill(40, linesOf(externalIds, billing.item)),
    carried: await bill(30, { items: [{ ...billing.item, price: '0.075', total: '0.30' }] }),
  };
  await pay(invoices.paid, good);
  await pay(invoices.failed, bad);
  // whoever runs the host gives up on it
  await world.owner.api(k.settleInvoice, {
    params: { ...params, invoice: invoices.failed },
    body: { outcome: 'notpaid' },
  });
  await pay(invoices.refunded, good);
  await reach(invoices.refunded, 'paid');
  await say('POST', `/billing/invoices/${invoices.refunded}/actions`, {
    action: 'refund',
    reason: 'The database was away for a day.',
    total: '10.00',
  });
  await reach(invoices.refunded, 'refunded');
  await reach(invoices.failed, 'notpaid');
  await reach(invoices.carried, 'pending');
  return { ...stage, installation, resources, invoices };
}

type Report = { day: number; now: number; period: { start: string; end: string } };

/** What was used and is owed up to a day, of each resource and of the installation as a whole. */
function reportOf(externalIds: readonly string[], { day, now, period }: Report) {
  const used = externalIds.map((resourceId, place) => {
    const share = (place + 1) * day;
    return { resourceId, share, total: (share * 1.375).toFixed(3) };
  });
  return {
    timestamp: new Date(now - HOUR_MS).toISOString(),
    eod: new Date(now).toISOString(),
    period,
    billing: {
      items: [
        ...used.map(({ resourceId, share, total }) => ({
          ...{ billingPlanId: 'pro', resourceId, name: 'Storage', units: 'GB-hours', total },
          ...{ price: '0.001375', quantity: share * 1000 },
        })),
        {
          ...{ billingPlanId: 'pro', name: 'Support', price: '29', quantity: 1 },
          ...{ units: 'month', total: '29.00' },
        },
      ],
      discounts: [{ billingPlanId: 'pro', name: 'First month', amount: '5.00' }],
    },
    usage: used.flatMap(({ resourceId, share }) => [
      {
        ...{ resourceId, name: 'Storage', type: 'total', units: 'GB' },
        ...{ dayValue: share * 3.25, periodValue: share * 1234.5, planValue: 10_000 },
      },
      {
        ...{ resourceId, name: 'Requests', type: 'interval', units: 'requests' },
        ...{ dayValue: share * 81_000, periodValue: share * 1_250_000 },
      },
    ]),
  };
}

/** Lines of several resources, with small prices and large amounts, and something taken off. */
function linesOf(externalIds: readonly string[], item: object) {
  return {
    items: [
      ...externalIds.map((resourceId, place) => ({
        ...item,
        ...{ resourceId, name: 'Storage', details: 'Measured every hour, in Frankfurt' },
        ...{ price: '0.000125', quantity: 1_234_000 * (place + 1), units: 'GB-hours' },
        total: (154.25 * (place + 1)).toFixed(2),
      })),
      {
        ...{ billingPlanId: 'free', name: 'Support', price: '29', quantity: 1 },
        ...{ units: 'month', total: '29.00' },
      },
    ],
    discounts: [{ billingPlanId: 'free', name: 'First month', amount: '5.00' }],
  };
}
