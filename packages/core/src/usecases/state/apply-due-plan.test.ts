import { newBillingPlan, teamWorld } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import type { Installation } from '../../domain/installation/installation.ts';
import type { Resource } from '../../domain/resource/resource.ts';
import { createApplyDuePlan } from './apply-due-plan.ts';

const billingPlan = newBillingPlan({ id: 'pro' });
const pendingBillingPlan = newBillingPlan({ id: 'free', effectiveDate: '2026-01-01T00:00:00Z' });
const plans = { billingPlan, pendingBillingPlan };

function worldWith() {
  const world = teamWorld();
  const apply = createApplyDuePlan(world.ports.transact, () => new Date('2026-02-01T00:00:00Z'));
  const { teamId } = world;
  return {
    ...world,
    applyTo: {
      resource: ({ id }: Resource) => apply({ teamId, resourceId: id }),
      installation: ({ id }: Installation) => apply({ teamId, installationId: id }),
    },
  };
}

test('a plan whose time has come holds, and is told of once', async () => {
  const { resource, installation, applyTo, data, happened } = worldWith();
  const one = await resource(plans);
  const whole = await installation(plans);

  for (let run = 0; run < 2; run++) {
    await applyTo.resource(one);
    await applyTo.installation(whole);
  }

  const then = { billingPlan: { id: 'free' }, pendingBillingPlan: null };
  expect(data().resources.get(one.id)).toMatchObject(then);
  expect(data().installations.get(whole.id)).toMatchObject(then);
  expect(happened()).toEqual(['resource.plan-changed', 'installation.plan-changed']);
});

test.each(['deleted', 'failed', 'provisioning'] as const)(
  'the plan of a resource that is %s stays what it was',
  async (lifecycle) => {
    const { resource, applyTo, data, happened } = worldWith();
    const one = await resource({ ...plans, lifecycle });

    await applyTo.resource(one);

    expect(data().resources.get(one.id)).toEqual(one);
    expect(happened()).toEqual([]);
  },
);

test.each(['uninstalled', 'failed'] as const)(
  'the plan of an installation that is %s stays what it was',
  async (lifecycle) => {
    const { installation, applyTo, data, happened } = worldWith();
    const whole = await installation({ ...plans, lifecycle });

    await applyTo.installation(whole);

    expect(data().installations.get(whole.id)).toEqual(whole);
    expect(happened()).toEqual([]);
  },
);
