import type { Purchase } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { at, id } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';
import { Refused } from './stand-in/serve.ts';

const { kontor } = inProcess();

const purchase = {
  invoiceId: id('inv', 1),
  invoiceState: 'invoiced',
  installationId: id('icfg', 1),
  resourceId: null,
  billingPlanId: 'credits',
  amount: '20.00',
  origin: 'manual',
  state: 'open',
  createdAt: at,
  updatedAt: at,
} as Purchase;
const balance = {
  resourceId: 'db_1',
  currencyValueInCents: '1250.5',
  credit: '12 k tokens',
  nameLabel: null,
  reportedAt: at,
};

test('a balance is bought for an installation as a whole, or for a resource', async () => {
  const host = await marketplace({ handlers: { createPurchase: () => [201, { purchase }] } });
  const env = host.signedIn;
  await kontor(['resource', 'create', 'lagoon/cache', '--name', 'orders', '--accept-all'], { env });

  const whole = await kontor(['balance', 'buy', 'lagoon', '20'], { env });
  const own = await kontor(['balance', 'buy', 'lagoon', '20', '--resource', 'orders'], { env });

  expect(whole.stdout).toMatch(/Bought \$20\.00 of Lagoon\.\nIts invoice is inv_0+1, invoiced\./);
  expect(own.stdout).toContain('Bought $20.00 of Lagoon for orders.');
  expect(host.requestsTo('createPurchase').map(({ body }) => body)).toEqual([
    { amount: '20' },
    { amount: '20', resource: expect.stringMatching(/^store_/) },
  ]);
});

test('what is left is shown with what was bought', async () => {
  const balances = [balance];
  const purchases = [purchase];
  const host = await marketplace({
    handlers: {
      listBalances: () => [200, { balances: balances.splice(0) }],
      listPurchases: () => [200, { purchases: purchases.splice(0) }],
    },
  });
  const env = host.signedIn;
  await kontor(['install', 'lagoon', '--accept-all'], { env });

  const shown = await kontor(['balance', 'show', 'lagoon'], { env });
  const none = await kontor(['balance', 'show', 'lagoon'], { env });

  expect(shown.stdout).toMatch(/db_1 +1250\.5 +12 k tokens +2030-01-02/);
  expect(shown.stdout).toMatch(/2030-01-02 +\$20\.00 +manual +open +inv_0+1 \(invoiced\) +-/);
  expect(none.stdout).toMatch(/No balance was reported\.\n\nNothing was bought\./);
});

test('whoever sees no money is shown what is left without what was bought', async () => {
  const host = await marketplace({
    handlers: {
      listBalances: () => [200, { balances: [balance] }],
      listPurchases: () => {
        throw new Refused(403, 'forbidden', 'You may not see invoices.');
      },
    },
  });
  const env = host.signedIn;
  await kontor(['install', 'lagoon', '--accept-all'], { env });

  const shown = await kontor(['balance', 'show', 'lagoon'], { env });

  expect(shown.code).toBe(0);
  expect(shown.stdout).toContain('1250.5');
  expect(shown.stdout).toContain('What was bought is for owners and the billing role to see.');
});
