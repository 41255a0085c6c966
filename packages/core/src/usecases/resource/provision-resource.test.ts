import { mint, newBillingPlan, outcomes, teamWorld } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import type { Installation } from '../../domain/installation/installation.ts';
import type { ProviderOutcome } from '../../domain/operation/outcome.ts';
import type { PlanSource } from '../provider.ts';
import { createProvision, type ProvisionRequest } from './provision-resource.ts';

type Plans = Awaited<ReturnType<PlanSource['forProduct']>>;
type Changes = Omit<Partial<ProvisionRequest>, 'teamId'>;

const free = newBillingPlan({ id: 'free', cost: '0.00' });
const offers = (...plans: (typeof free)[]): Plans => ({ kind: 'answered', answer: plans });

/** A team with an installation, and a provider that states plans. */
async function worldWith(plans: Plans = offers(free), given: Partial<Installation> = {}) {
  const world = teamWorld();
  const offered = world.integration();
  const { id: installationId } = await world.installation({ integrationId: offered.id, ...given });
  const asked: unknown[] = [];
  const forProduct: PlanSource['forProduct'] = async (question) => {
    asked.push(question);
    return plans;
  };
  const use = createProvision({
    ...world.ports,
    look: world.ports.transact,
    plans: { forProduct },
  });
  const provision = (changes: Changes = {}) =>
    use({
      ...world.request,
      installationId,
      product: 'db',
      name: 'main',
      metadata: { region: 'fra1' },
      ...changes,
    });
  return { ...world, offered, installationId, provision, asked };
}

test('a resource stands as provisioning before the provider is called', async () => {
  const { provision, data, provider, offered } = await worldWith();

  const begun = await provision();

  const [resource] = data().resources.values();
  expect(resource).toMatchObject({
    name: 'main',
    lifecycle: 'provisioning',
    productId: offered.products[0]?.id,
    metadata: { region: 'fra1' },
    externalId: null,
  });
  expect(begun).toMatchObject({
    ok: true,
    value: {
      isNew: true,
      operation: {
        id: resource?.provisionedBy,
        resourceId: resource?.id,
        intent: { kind: 'provision', product: 'db', name: 'main', billingPlanId: 'free' },
      },
    },
  });
  expect(provider.called).toEqual([]);
});

test.each([
  ['the plan that is named', { billingPlanId: 'pro' }, {}, 'pro', 0],
  ['the plan of the installation', {}, { billingPlan: newBillingPlan({ id: 'team' }) }, 'team', 0],
  ['the free plan that the provider states', {}, {}, 'free', 1],
] as const)('%s is taken', async (_plan, request, installation, billingPlanId, questions) => {
  const { provision, asked } = await worldWith(offers(free), installation);

  expect(await provision(request)).toMatchObject({
    value: { operation: { intent: { billingPlanId } } },
  });
  expect(asked).toHaveLength(questions);
});

const unreachable: ProviderOutcome<never> = { kind: 'not-sent', reason: 'no route' };
const paid = newBillingPlan({ id: 'paid', cost: '9.00', paymentMethodRequired: true });

test.each([
  ['a product that is not offered', undefined, { product: 'cache' }, 'product_not_found'],
  ['metadata that breaks the form', undefined, { metadata: { region: 1 } }, 'invalid_metadata'],
  ['no plan, where none is free', offers(paid), {}, 'billing_plan_unavailable'],
  ['no plan, where nobody answers', unreachable, {}, 'provider_unreachable'],
] as const)('%s is refused, and nothing stands', async (_name, plans, request, code) => {
  const { provision, data } = await worldWith(plans);

  expect(await provision(request)).toMatchObject({ ok: false, error: { code } });
  expect(data().resources.size).toBe(0);
  expect(data().operations.size).toBe(0);
});

test.each(['installing', 'uninstalling', 'uninstalled', 'failed'] as const)(
  'nothing is provisioned in an installation that is %s',
  async (lifecycle) => {
    const { provision } = await worldWith(offers(free), { lifecycle });

    expect(await provision()).toMatchObject({ ok: false, error: { code: 'not_installed' } });
  },
);

test('a name that is taken is refused', async () => {
  const { provision, resource, installationId } = await worldWith();
  await resource({ installationId, name: 'main' });

  expect(await provision()).toMatchObject({
    ok: false,
    error: { code: 'name_taken', facts: { name: 'main' } },
  });
});

test('resources of one installation are provisioned side by side', async () => {
  const { provision, data } = await worldWith();

  await Promise.all([provision({ name: 'a' }), provision({ name: 'b' })]);

  expect([...data().resources.values()].map(({ lifecycle }) => lifecycle)).toEqual([
    'provisioning',
    'provisioning',
  ]);
});

test('the same key of the caller leads to the same operation, whatever it asks for now', async () => {
  const { provision, data } = await worldWith();
  const first = await provision({ callerKey: 'key' });

  const again = await provision({ callerKey: 'key', name: 'another' });

  expect(again).toEqual(first.ok && { ok: true, value: { ...first.value, isNew: false } });
  expect(data().resources.size).toBe(1);
});

test('its secrets are kept when the provider answers', async () => {
  const { provision, end, data, provider } = await worldWith();
  provider.gives([{ name: 'URL', value: 'postgres://db', prefix: 'ACME' }]);
  const begun = await provision();
  if (begun.ok) await end(begun.value.operation);

  const [resource] = data().resources.values();
  expect(resource).toMatchObject({ lifecycle: 'active', status: 'ready', name: 'main' });
  expect(data().keysets.get(resource?.id ?? '')).toEqual({
    secrets: [{ name: 'URL', value: 'postgres://db', prefix: 'ACME' }],
  });
});

test('a provider that answers with a resource that is here already leaves that one as it is', async () => {
  const { provision, end, data, provider, provisioned, installationId } = await worldWith();
  const secrets = [{ name: 'URL', value: 'old' }];
  const externalId = mint.external();
  const there = await provisioned({ installationId, name: 'there', externalId, secrets });
  provider.names(externalId);
  const begun = await provision();
  const ended = begun.ok && (await end(begun.value.operation));

  expect(ended).toMatchObject({ status: 'failed', refusal: { code: 'provider_refused' } });
  expect(data().resources.get(there.id)).toEqual(there);
  expect(data().keysets.get(there.id)).toEqual({ secrets });
});

test('a name is free again when the provider refused', async () => {
  const { provision, end, provider } = await worldWith();
  provider.script('provisionResource', outcomes.refused());
  const begun = await provision();
  if (begun.ok) await end(begun.value.operation);

  expect(await provision()).toMatchObject({ ok: true });
});
