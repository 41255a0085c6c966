import { newBillingPlan } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import { afterDue, withPlan } from './plan-change.ts';

const at = new Date('2026-01-05T10:00:00Z');
const [past, future] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];
const plan = (id: string, effectiveDate?: string) =>
  newBillingPlan({ id, ...(effectiveDate === undefined ? {} : { effectiveDate }) });
const [free, pro] = [plan('free'), plan('pro')];
const [freeLater, teamLater] = [plan('free', future), plan('team', future)];

test.each([
  ['nothing said', pro, freeLater, undefined, pro, freeLater],
  ['another plan, without a date', pro, null, free, free, null],
  ['another plan, from a past day on', pro, null, plan('free', past), plan('free', past), null],
  [
    'another plan, from an unreadable day on',
    pro,
    null,
    plan('free', 'soon'),
    plan('free', 'soon'),
    null,
  ],
  ['another plan, from a later day on', pro, null, freeLater, pro, freeLater],
  ['a later plan while another waits', pro, freeLater, teamLater, pro, teamLater],
  ['another plan at once while one waits', pro, freeLater, plan('team'), plan('team'), null],
  ['the waiting plan at once', pro, freeLater, free, free, null],
  ['the first plan, from a later day on', null, null, freeLater, freeLater, null],
  ['the same plan, from a later day on', pro, null, plan('pro', future), plan('pro', future), null],
])('%s', (_title, billingPlan, pendingBillingPlan, told, then, waiting) => {
  const state = { billingPlan, pendingBillingPlan };

  for (const isChange of [true, false]) {
    expect(withPlan(state, told, { at, isChange })).toEqual({
      billingPlan: then,
      pendingBillingPlan: waiting,
    });
  }
});

test('the plan that holds, chosen again, calls off the one that waits; read, it does not', () => {
  const state = { billingPlan: pro, pendingBillingPlan: freeLater };

  expect(withPlan(state, pro, { at, isChange: true }).pendingBillingPlan).toBe(null);
  expect(withPlan(state, pro, { at, isChange: false }).pendingBillingPlan).toBe(freeLater);
});

test('a plan is due from its own moment on', () => {
  const state = { billingPlan: pro, pendingBillingPlan: freeLater };
  const moment = Date.parse(future);

  expect(afterDue(state, new Date(moment - 1))).toBe(undefined);
  expect(afterDue(state, new Date(moment))).toEqual({
    billingPlan: freeLater,
    pendingBillingPlan: null,
  });
  expect(afterDue({ ...state, pendingBillingPlan: null }, new Date(moment))).toBe(undefined);
});
