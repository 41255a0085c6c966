import * as z from 'zod';
import type { NextStep } from './next-step.ts';
import { steps } from './steps.ts';

type Facts = Readonly<Record<string, unknown>>;

/** The steps that get on from what a host refused. */
export function afterRefusal(code: string, facts: Facts): readonly NextStep[] {
  return stepsAfter[code]?.(facts) ?? [];
}

const stepsAfter: Readonly<Record<string, (facts: Facts) => readonly NextStep[]>> = {
  unauthenticated: () => [steps.signIn()],
  operation_running: ({ operationId }) => textSteps(operationId, steps.followOperation),
  rotation_running: ({ operationId }) => textSteps(operationId, steps.followOperation),
  payment_method_missing: () => [steps.addPaymentMethod()],
  payment_declined: () => [steps.addPaymentMethod()],
  spend_limit_reached: raiseLimit,
  state_plan_expired: () => [steps.planAgain()],
  state_plan_outdated: () => [steps.planAgain()],
  state_plan_running: ({ planId }) => textSteps(planId, steps.followPlan),
  approval_changed: ({ approvalId }) => textSteps(approvalId, steps.decide),
  test_clock_not_found: () => [steps.createClock()],
  test_clock_exists: () => [steps.showClock()],
  test_clock_moving: () => [steps.showClock()],
};

function textSteps(fact: unknown, step: (text: string) => NextStep): readonly NextStep[] {
  return typeof fact === 'string' ? [step(fact)] : [];
}

const limitFacts = z.object({
  limit: z.object({ kind: z.string(), id: z.string().nullable(), amount: z.string() }),
  spent: z.string(),
  asked: z.string().nullable(),
});

/** A limit that leaves room for what was asked, in whole dollars; it goes on stopping what is beyond. */
function raiseLimit(facts: Facts): readonly NextStep[] {
  const parsed = limitFacts.safeParse(facts);
  if (!parsed.success) return [];
  const { limit, spent, asked } = parsed.data;
  const subject = limit.id === null ? [] : [`--${limit.kind}`, limit.id];
  if (asked === null) return [steps.removeLimit(...subject)];
  // each is rounded up, so that no fraction of a cent is lacking
  const enough = wholeDollars(spent) + wholeDollars(asked);
  return [steps.setLimit(String(enough), ...subject, '--hard')];
}

function wholeDollars(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole) + (/[1-9]/.test(fraction) ? 1n : 0n);
}
