import type { SpendLimit } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { at, id } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';

const { kontor } = inProcess();

const limit: SpendLimit = {
  kind: 'team',
  id: null,
  amount: '100',
  hardStop: true,
  warnAt: [50, 100],
  month: { start: at, end: at },
  invoiced: '20.00',
  reported: '1.005',
  spent: '21.005',
  isReached: false,
};

test('limits are listed with what is spent, and where none is, how to set one', async () => {
  const limits = [limit];
  const host = await marketplace({
    handlers: { listSpendLimits: () => [200, { limits: limits.splice(0) }] },
  });

  const shown = await kontor(['limits', 'list'], { env: host.signedIn });
  const none = await kontor(['limits', 'list'], { env: host.signedIn });

  expect(shown.stdout).toMatch(
    /the team +\$100 +\$21\.005 +\$20\.00 +\$1\.005 +stops +50 %, 100 % +2030-01-02/,
  );
  expect(none.stdout).toContain('There are no limits.');
});

test('a limit is set and removed of the team, or of what is named', async () => {
  const of = { kind: 'resource', id: id('store', 1) } as const;
  const host = await marketplace({
    handlers: {
      setSpendLimit: ({ params }) => [
        200,
        { limit: params.subject === 'team' ? limit : { ...limit, ...of, hardStop: false } },
      ],
      removeSpendLimit: () => [204, null],
    },
  });
  const env = host.signedIn;
  await kontor(['resource', 'create', 'lagoon/cache', '--name', 'orders', '--accept-all'], { env });

  const whole = await kontor(['limits', 'set', '100', '--hard', '--warn-at', '50,100'], { env });
  const own = await kontor(['limits', 'set', '100', '--resource', 'orders', '--no-warnings'], {
    env,
  });
  const removed = await kontor(['limits', 'remove'], { env });

  expect(whole.stdout).toBe(
    'The limit of the team is $100 a month, and stops what is bought.\n$21.005 are spent in this one.\n',
  );
  expect(own.stdout).toContain(`The limit of resource ${of.id} is $100 a month.`);
  expect(removed.stdout).toContain('Removed the limit of team.');
  expect(host.requestsTo('setSpendLimit').map(({ body }) => body)).toEqual([
    { amount: '100', hardStop: true, warnAt: [50, 100] },
    { amount: '100', hardStop: false, warnAt: [] },
  ]);
});

test.each([
  [['--project', 'web', '--resource', 'orders'], 'A limit is of one thing'],
  [['--warn-at', 'half'], 'Shares are whole numbers of per cent'],
])('%s is wrong usage', async (options, why) => {
  const host = await marketplace();

  const { stderr, code } = await kontor(['limits', 'set', '1', ...options], { env: host.signedIn });

  expect(stderr).toContain(why);
  expect(code).not.toBe(0);
});
