import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { install, provision } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let say: Voice;
let billing: ReturnType<typeof billingOf>;
let externalId: string;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  const installation = await install(world);
  externalId = (await provision(world, installation)).externalId ?? '';
  billing = billingOf(externalId);
  say = voiceOf(world, installation);
});
afterAll(() => world.close());

const report = (ms: number, items: object[], usage: object[] = []) =>
  say('POST', '/billing', {
    timestamp: billing.at(ms),
    eod: billing.at(3_600_000),
    period: billing.period,
    billing: items,
    usage,
  });

const evidenceOf = (invoice: string, api = world.owner.api, team = world.team) =>
  api(k.getInvoiceEvidence, { params: { team, invoice } });

test('a line points at its plan, and at what its provider reported last before it billed', async () => {
  const usage = {
    name: 'Storage',
    type: 'total',
    units: 'GB',
    dayValue: 4,
    periodValue: 4,
    resourceId: externalId,
  };
  await report(-3_000, [{ ...billing.item, quantity: 3, total: '7.50' }]);
  await report(-2_000, [billing.item], [usage]);
  const extra = { ...billing.item, name: 'Support', price: '5', quantity: 1, total: '5' };
  const { body: submitted } = await say(
    'POST',
    '/billing/invoices',
    billing.invoice({ items: [billing.item, extra] }),
  );
  await report(-1_000, [{ ...billing.item, quantity: 9, total: '22.50' }]);

  const { status, body } = await evidenceOf(submitted.invoiceId);

  expect(status).toBe(200);
  const { evidence } = body;
  expect(evidence).toMatchObject({
    format: 'kontor.invoice-evidence/1',
    invoice: {
      id: submitted.invoiceId,
      number: expect.stringMatching(/^\d{4}-\d{6}$/),
      total: '15.00',
      taxes: [],
      credited: '0.00',
      isOfTestClock: false,
      items: [billing.item, extra],
    },
    plans: [{ resourceId: externalId, planId: 'free', type: 'subscription', until: null }],
    reports: [{ reportedAt: billing.at(-2_000), charges: [{ quantity: '4', amount: '10.00' }] }],
    lines: [
      { line: 'items[0]', plans: [0], report: 0, charge: 0, usage: 0 },
      { line: 'items[1]', plans: [0], report: null, charge: null, usage: null },
    ],
  });
  for (const digest of [
    evidence.digests.invoice,
    evidence.digests.plans,
    ...evidence.digests.reports,
  ]) {
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  }
  expect((await evidenceOf(submitted.invoiceId)).body.evidence.digests).toEqual(evidence.digests);
});

test('evidence is for those who see money, and of another team it is not there', async () => {
  const { body } = await say('POST', '/billing/invoices', billing.another(30));
  const viewer = await world.signUp('Vera');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: viewer.email, role: 'viewer' },
  });
  await viewer.api(k.createTeam, { body: { name: 'Other', slug: 'other' } });

  expect((await evidenceOf(body.invoiceId, viewer.api)).status).toBe(403);
  expect((await evidenceOf(body.invoiceId, viewer.api, 'other')).error).toMatchObject({
    code: 'invoice_not_found',
  });
  expect((await evidenceOf('nothing')).status).toBe(404);
});
