import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../pages/browser.ts';
import { eventually } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ payments: { kind: 'test' } });
});
afterAll(() => world.close());

const whole = { type: 'subscription', description: '', scope: 'installation' } as const;
const paid = { ...whole, id: 'team', name: 'Team' };
const free = { ...whole, id: 'start', name: 'Start', paymentMethodRequired: false };
/** Of one resource, so it says nothing of what the installation costs. */
const ofResource = { ...paid, id: 'pro', name: 'Pro', scope: 'resource' } as const;

const params = () => ({ team: world.team });
const install = () =>
  world.owner.api(k.install, {
    params: params(),
    body: { integration: world.integration.slug, acceptedPolicies: ['toc', 'eula'] },
  });
const uninstall = (installation: string) =>
  world.owner.api(k.uninstall, { params: { ...params(), installation } });
const upserts = () => world.provider.seen.filter(({ method }) => method === 'PUT').length;

test('an installation whose every plan costs something needs a payment method', async () => {
  world.provider.plans = [paid, ofResource];

  expect(await install()).toMatchObject({
    status: 402,
    error: { code: 'payment_method_missing' },
  });
  expect(upserts()).toBe(0);
  const { body } = await world.owner.api(k.listInstallations, { params: params() });
  expect(body.installations).toEqual([]);
});

test('the page on which people install leads to where a payment method is added', async () => {
  const browser = openBrowser(world.url);
  const there = { email: world.owner.email, name: 'Ada' };
  const form = await browser.signIn(await browser.go('/install/scripted'), there);

  const sent = await browser.submit(form, { toc: 'on', eula: 'on' });

  expect(sent.status).toBe(402);
  expect(sent.text).toContain(`href="/t/${world.team}/billing/payment-methods"`);
});

test('with a free plan, or plans of resources alone, it needs none', async () => {
  for (const plans of [[paid, free], [ofResource]]) {
    world.provider.plans = plans;
    const { status, body } = await install();
    expect(status).toBe(201);
    await uninstall(body.installation.id);
  }
});

test('it is not installed while its provider does not say what that costs', async () => {
  const cut = { kind: 'cut-before' } as const;
  const before = upserts();
  world.provider.misbehave(({ path }) => path.includes('/plans'), cut, cut, cut, cut);

  expect(await install()).toMatchObject({
    status: 502,
    error: { code: 'provider_unreachable' },
  });
  expect(upserts()).toBe(before);
  // what is left of the faults would meet the next one who asks
  const product = { ...params(), integration: 'scripted', product: 'db' };
  await eventually(async () => {
    const asked = await world.owner.api(k.listCatalogPlans, { params: product, query: {} });
    return asked.status === 200;
  });
});

test('with a payment method it is installed whatever it costs', async () => {
  world.provider.plans = [paid];
  const body = { token: 'test_ok' };
  await world.owner.api(k.addPaymentMethod, { params: params(), body });

  expect((await install()).status).toBe(201);
});
