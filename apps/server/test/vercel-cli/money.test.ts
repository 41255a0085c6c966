import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bank, openBank } from '../world/bank.ts';
import { prepaidStory } from '../world/prepaid.ts';
import { install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { type Vercel, vercelAt } from './vercel.ts';

let bank: Bank;
let world: World;
let vercel: Vercel;
let installation: string;
let story: ReturnType<typeof prepaidStory>;
beforeAll(async () => {
  bank = await openBank('test');
  world = await startWorld({ payments: bank.payments });
  installation = await install(world);
  story = prepaidStory(world, installation);
  vercel = vercelAt(world.url, world.owner.token);
});
afterAll(async () => {
  await world.close();
  await bank.close();
});

const stores = async () => (await world.owner.api(r.listStores)).body.stores;

test('a plan that costs something is refused until there is something to pay with', async () => {
  const add = 'integration add scripted --name paid -m region=fra1 --plan pro --no-connect';

  const refused = await vercel(add);
  const before = await stores();
  await world.owner.api(k.addPaymentMethod, {
    params: { team: world.team },
    body: { token: bank.token('ok') },
  });
  const added = await vercel(add);

  expect(refused).toMatchObject({ code: 1 });
  expect(refused.stderr).toContain('The team has no payment method, and this needs one.');
  expect(before).toEqual([]);
  expect(added).toMatchObject({ code: 0 });
  expect(await stores()).toMatchObject([{ name: 'paid', billingPlan: { id: 'pro' } }]);
});

test('balances are shown, and topped up below a threshold', async () => {
  const { externalId } = await story.prepaid();
  await story.told('/billing/balance', 'POST', {
    timestamp: new Date().toISOString(),
    balances: [{ currencyValueInCents: 1250, resourceId: externalId }],
  });
  const [{ name = '' } = {}] = await stores();

  const made = await vercel.done(`integration resource create-threshold ${name} 10 20 100 --yes`);
  const { body } = await world.owner.api(r.listBalances, { params: { installation } });
  const shown = await vercel.done('integration balance scripted');

  expect(made.stderr).toContain('threshold');
  expect(body.thresholds).toMatchObject([
    {
      resourceId: externalId,
      minimumAmountInCents: 1000,
      purchaseAmountInCents: 2000,
      maximumAmountPerPeriodInCents: 10_000,
    },
  ]);
  expect(shown.stderr).toContain('12.5');
});

test('a threshold is refused where nothing is paid in advance, and within the bounds of its plan', async () => {
  await provision(world, installation, { name: 'free', billingPlanId: 'free' });
  const { id } = await story.prepaid();
  const prepaid = (await stores()).find((each) => each.id === id)?.name ?? '';
  const create = (words: string) => vercel(`integration resource create-threshold ${words} --yes`);

  const wrongKind = await create('free 10 20 100');
  const tooLittle = await create(`${prepaid} 1 2 100`);

  expect([wrongKind.code, tooLittle.code]).toEqual([1, 1]);
  expect(wrongKind.stderr).toContain('free is not a prepayment-based resource');
  expect(tooLittle.stderr).toMatch(/10/);
});

test('an installation takes another plan', async () => {
  await vercel.done('integration update scripted --plan team');

  const { body } = await world.owner.api(k.getTeamInstallation, {
    params: { team: world.team, installation },
  });
  expect(body.installation.billingPlan).toMatchObject({ id: 'team' });
});
