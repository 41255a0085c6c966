import { expect, test } from 'vitest';
import { at, id } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';

const { kontor } = inProcess();

test('disputes of all teams are listed, and decided where the bank is a test', async () => {
  const dispute = {
    paymentId: id('pay', 1),
    invoiceId: id('inv', 1),
    invoiceNumber: '2030-000001',
    team: { id: 'team_1', slug: 'acme' },
    integration: { slug: 'lagoon', name: 'Lagoon' },
    backEnd: 'test' as const,
    state: 'open' as const,
    amount: '10.00',
    chargedAt: at,
  };
  const host = await marketplace({
    handlers: {
      listDisputes: ({ query }) => [200, { disputes: query.state === 'won' ? [] : [dispute] }],
      decideDispute: ({ body }) => [200, { dispute: { ...dispute, state: body.state } }],
    },
  });
  const env = host.signedIn;

  const listed = await kontor(['disputes', 'ls', '--state', 'open'], { env });
  const none = await kontor(['disputes', 'list', '--state', 'won'], { env });
  const lost = await kontor(['disputes', 'decide', dispute.paymentId, 'lost'], { env });
  const wrong = await kontor(['disputes', 'decide', dispute.paymentId, 'over'], { env });

  expect(listed.stdout).toMatch(/acme +lagoon +open +\$10\.00 +2030-000001 +pay_/);
  expect(none.stdout).toBe('No charge is disputed.\n');
  expect(lost).toMatchObject({ code: 0, stdout: expect.stringContaining('$10.00, is lost.') });
  expect(wrong).toMatchObject({ code: 2 });
});
