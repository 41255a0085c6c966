import type { StatePlan } from '@kontor/protocol/kontor';
import * as statePlanEndpoints from '@kontor/protocol/kontor/state-plan';
import * as z from 'zod';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { flag, text } from '../../inputs.ts';
import { afterRefusal } from '../../next/after-refusal.ts';
import type { NextStep } from '../../next/next-step.ts';
import { steps } from '../../next/steps.ts';
import { DEFAULT_STATE_FILE, explainState, openState } from './open-state.ts';
import { changesAnything, planLines } from './plan-lines.ts';

export const planState = command({
  args: z.strictObject({}),
  options: z.strictObject({
    file: text('path', `File that says what is wanted (default: ${DEFAULT_STATE_FILE}).`),
    prune: flag('Remove what earlier plans made and the file does not name any more.'),
    detailedExitCode: flag('End with 9 when something would change, for scripts.'),
  }),
  details:
    'Nothing is changed. The plan is kept at the host for a day, and `kontor apply` does exactly what it says. Values that the file names with fromEnv are read from the environment of this machine.',
  examples: [
    'kontor plan',
    'kontor plan --file deploy/kontor.yaml --prune',
    'kontor plan --detailed-exit-code',
  ],
  output: statePlanEndpoints.createStatePlan.responses[201],
  run: async ({ options }, session) => {
    const file = options.file ?? DEFAULT_STATE_FILE;
    const opened = await openState(session, file);
    const { desired, values } = opened;
    const { body } = await session
      .call(statePlanEndpoints.createStatePlan, {
        params: { team: await session.team(), project: desired.project },
        body: { state: desired, values: { ...values }, prune: options.prune },
      })
      .catch((error: unknown) => {
        throw explainState(error, file, opened);
      });
    const { plan } = body;
    const isChanging = changesAnything(plan);
    return {
      data: body,
      text: planLines(plan),
      notes: isChanging ? [] : [`${plan.project} has everything that ${file} says.`],
      next: isChanging ? [...beforeIt(plan), steps.applyPlan(plan.id)] : [],
      ...(isChanging && options.detailedExitCode && { exitCode: exitCode.changesPlanned }),
    };
  },
});

/** What a person can do about what the plan needs, before it is applied. */
function beforeIt({ needs }: StatePlan): readonly NextStep[] {
  return needs.flatMap(({ kind, limit, spent, isRefused }) => {
    if (kind === 'payment-method') return [steps.addPaymentMethod()];
    if (limit === undefined || spent === undefined || !isRefused) return [];
    return afterRefusal('spend_limit_reached', { limit, spent, asked: null });
  });
}
