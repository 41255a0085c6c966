import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { eventually, install, provision } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';

const HOUR_MS = 60 * 60 * 1000;

let world: World;
const clock = { ahead: 0 };
const now = () => new Date(Date.now() + clock.ahead);
beforeAll(async () => {
  world = await startWorld({ now, rateLimits: null, billingEveryMs: 100 });
});
afterAll(() => world.close());

let installation: string;
let billing: ReturnType<typeof billingOf>;
let say: Voice;
beforeEach(async () => {
  installation = await install(world);
  const { externalId } = await provision(world, installation);
  billing = billingOf(externalId ?? '', now().getTime());
  say = voiceOf(world, installation);
});

const submit = (told: object = {}) => say('POST', '/billing/invoices', billing.invoice(told));
const settle = (invoice: string, outcome: string) =>
  world.owner.api(k.settleInvoice, { params: { team: world.team, invoice }, body: { outcome } });
const params = () => ({ team: world.team, installation });
const shown = async () =>
  (await world.owner.api(k.getTeamInstallation, { params: params() })).body.installation;
const isAlive = async () => (await say('GET', '/account')).status === 200;

/** Uninstalls; the provider says whether it is done with its invoices. */
async function uninstall(finalized: boolean) {
  world.provider.misbehave(({ method }) => method === 'DELETE', {
    kind: 'answer-after',
    status: 200,
    body: JSON.stringify({ finalized }),
  });
  const { status } = await world.owner.api(k.uninstall, { params: params() });
  if (status !== 200) throw new Error(`uninstalling ended with ${status}`);
}

/** Has a whole day pass, until the host has looked. */
async function dayAfter() {
  clock.ahead += 24 * HOUR_MS + 1000;
}

describe('a removed installation', () => {
  test('ends at once where its provider is done and nothing is open', async () => {
    await uninstall(true);

    expect((await shown()).finalization).toMatchObject({
      openInvoices: 0,
      finalizedAt: expect.any(String),
    });
    expect(await isAlive()).toBe(false);
  });

  test('waits for an open invoice although its provider is done, and refuses any other', async () => {
    const { invoiceId } = (await submit()).body;

    await uninstall(true);

    expect((await shown()).finalization).toMatchObject({ openInvoices: 1, finalizedAt: null });
    expect(await isAlive()).toBe(true);
    expect(
      (await submit({ period: { ...billing.period, start: billing.at(-HOUR_MS) } })).body.error,
    ).toMatchObject({ reason: 'billing_closed' });
    await settle(invoiceId, 'paid');
    await ended();
  });

  test('takes last invoices for a day', async () => {
    await uninstall(false);

    const { removalRequestedAt, uninstalledAt, finalization } = await shown();
    expect(Date.parse(finalization?.dueAt ?? '') - Date.parse(uninstalledAt ?? '')).toBe(
      24 * HOUR_MS,
    );
    expect(Date.parse(removalRequestedAt ?? '')).toBeLessThanOrEqual(
      Date.parse(uninstalledAt ?? ''),
    );
    expect((await submit()).status).toBe(200);
    expect((await say('PATCH', '', { externalId: 'x' })).status).toBe(409);
    const use = { timestamp: billing.at(0), eod: billing.at(HOUR_MS), period: billing.period };
    expect((await say('POST', '/billing', { ...use, billing: [], usage: [] })).status).toBe(201);
  });

  test('stays open after its day while an invoice is, which can be refunded', async () => {
    const { invoiceId } = (await submit()).body;
    await uninstall(false);
    await dayAfter();

    // another installation that is due tells that the host has looked at those before it
    await otherIsEnded();
    expect((await shown()).finalization?.finalizedAt).toBeNull();
    const refund = { action: 'refund', reason: 'gone', total: '10.00' };
    expect((await say('POST', `/billing/invoices/${invoiceId}/actions`, refund)).status).toBe(204);
    await ended();
    expect(await isAlive()).toBe(false);
    const history = await world.owner.api(k.getTeamInvoice, {
      params: { team: world.team, invoice: invoiceId },
    });
    expect(history.body.invoice).toMatchObject({ state: 'refunded' });
  });

  test('ends at once when its provider says that no more will come', async () => {
    await uninstall(false);

    expect((await say('POST', '/billing/finalize')).status).toBe(204);

    expect((await shown()).finalization?.finalizedAt).not.toBeNull();
    expect((await say('POST', '/billing/finalize')).status).toBe(401);
  });

  test('waits for what is open when its provider says that no more will come', async () => {
    const { invoiceId } = (await submit()).body;
    await uninstall(false);

    expect((await say('POST', '/billing/finalize')).status).toBe(204);
    expect((await say('POST', '/billing/finalize')).status).toBe(204);

    expect(await isAlive()).toBe(true);
    await settle(invoiceId, 'paid');
    await ended();
  });

  test('takes one last invoice, and ends when that is settled', async () => {
    await uninstall(false);

    const last = await submit({ final: true });

    expect(last.status).toBe(200);
    expect((await submit({ externalId: 'one more' })).body.error).toMatchObject({
      code: 'conflict',
      reason: 'billing_closed',
    });
    await settle(last.body.invoiceId, 'paid');
    await ended();
  });
});

test('an installation that is in use has nothing to finalize', async () => {
  const answer = await say('POST', '/billing/finalize');

  expect([answer.status, answer.body.error.reason]).toEqual([400, 'not_ending']);
  await uninstall(true);
});

test('what its provider says while it is removed is kept, and forgotten when it stays', async () => {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  world.provider.misbehave(({ method }) => method === 'DELETE', {
    kind: 'answer',
    status: 409,
    body: '{}',
    until,
  });
  const removing = world.owner.api(k.uninstall, { params: params() });
  await eventually(async () => (await shown()).lifecycle === 'uninstalling');
  expect((await shown()).removalRequestedAt).not.toBeNull();

  expect((await say('POST', '/billing/finalize')).status).toBe(204);
  release();
  await removing;

  expect(await shown()).toMatchObject({ lifecycle: 'installed', removalRequestedAt: null });
  expect((await submit()).status).toBe(200);
  await uninstall(false);
});

test('time moves invoices on: they are sent on their date, and overdue when not paid for too long', async () => {
  const { invoiceId } = (await submit({ invoiceDate: billing.at(HOUR_MS) })).body;
  const state = async () => (await say('GET', `/billing/invoices/${invoiceId}`)).body.state;
  expect(await state()).toBe('scheduled');

  clock.ahead += 2 * HOUR_MS;
  await eventually(async () => (await state()) === 'invoiced');
  await settle(invoiceId, 'notpaid');
  clock.ahead += 14 * 24 * HOUR_MS;
  expect((await settle(invoiceId, 'notpaid')).status).toBe(200);
  clock.ahead += 25 * HOUR_MS;
  await eventually(async () => (await state()) === 'overdue');

  expect((await settle(invoiceId, 'paid')).status).toBe(200);
  const { body } = await world.owner.api(k.listEvents, {
    params: { team: world.team },
    query: { limit: 50 },
  });
  const own = body.events.filter(({ subject }) => subject.invoice === invoiceId).reverse();
  expect(own.map(({ type, actor }) => [type, actor.kind])).toEqual([
    ['invoice.created', 'system'],
    ['invoice.notpaid', 'person'],
    ['invoice.notpaid', 'person'],
    ['invoice.overdue', 'system'],
    ['invoice.paid', 'person'],
  ]);
  await uninstall(true);
});

async function ended() {
  await eventually(async () => (await shown()).finalization?.finalizedAt !== null);
}

/** Ends a second installation, whose turn comes after that of the first. */
async function otherIsEnded() {
  await world.owner.api(k.createTeam, { body: { name: 'Late', slug: 'late' } });
  const id = await install({ ...world, team: 'late' });
  await world.database.read(
    `update installation set lifecycle = 'uninstalled', uninstalled_at = $2,
       finalization_due_at = $2 where installation_id = $1`,
    [id, now()],
  );
  await eventually(async () => {
    const [row] = await world.database.read<{ finalized_at: Date | null }>(
      'select finalized_at from installation where installation_id = $1',
      [id],
    );
    return row?.finalized_at !== null;
  });
}
