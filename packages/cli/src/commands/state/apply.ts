import type { StatePlan } from '@kontor/protocol/kontor';
import * as statePlanEndpoints from '@kontor/protocol/kontor/state-plan';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { argument, waitOption } from '../../inputs.ts';
import { afterRefusal } from '../../next/after-refusal.ts';
import { steps } from '../../next/steps.ts';
import type { Line } from '../../output/line.ts';
import type { Session } from '../../session.ts';
import { findListing } from '../catalog/find-listing.ts';
import { type Acceptance, acceptedPolicies, acceptOptions } from '../catalog/policies.ts';
import { followPlan } from './follow-plan.ts';

export const applyState = command({
  args: z.strictObject({ plan: argument('Id of the plan, as `kontor plan` shows it.') }),
  options: z.strictObject({ ...acceptOptions, ...waitOption }),
  details:
    'A plan is applied once: running this again shows how far it is, or how it ended. It is refused when what the plan was made from has changed since. When it was interrupted, the host goes on by itself.',
  examples: ['kontor apply spl_…', 'kontor apply spl_… --accept-all --yes'],
  output: statePlanEndpoints.applyStatePlan.responses[200],
  run: async ({ args, options }, session) => {
    const team = await session.team();
    const params = { team, plan: args.plan };
    const { body } = await session.call(statePlanEndpoints.getStatePlan, { params });
    const isNew = body.plan.status === 'ready';
    if (isNew) await confirmRemovals(session, body.plan);
    const accepted = isNew ? await acceptAll(session, body.plan, options) : {};
    const begun = await session.call(statePlanEndpoints.applyStatePlan, {
      params,
      body: { acceptedPolicies: accepted },
    });
    const plan = options.wait ? await followPlan(session, begun.body.plan) : begun.body.plan;
    if (plan.status === 'failed') throw stopped(plan);
    const isRunning = plan.status === 'applying';
    return {
      data: { plan },
      text: outcomeLines(plan, isNew),
      ...(isRunning && {
        next: [steps.followPlan(plan.id)],
        exitCode: exitCode.stillRunning,
      }),
    };
  },
});

/** What goes is named and agreed to, although it was planned with --prune. */
async function confirmRemovals({ ask, note }: Session, { items }: StatePlan): Promise<void> {
  const removals = items.filter(({ action }) => action === 'remove');
  if (removals.length === 0) return;
  for (const { kind, name, environments = [] } of removals) {
    note(
      `removes the ${kind} ${name}${environments.length > 0 ? ` in ${environments.join(', ')}` : ''}`,
    );
  }
  await ask.toConfirm({ message: 'Remove all of these?' });
}

async function acceptAll(
  session: Session,
  { policies }: StatePlan,
  options: Acceptance,
): Promise<Record<string, string[]>> {
  const accepted: Record<string, string[]> = {};
  for (const { integration } of policies) {
    const listing = await findListing(session, integration);
    accepted[integration] = [...(await acceptedPolicies(session, listing, options))];
  }
  return accepted;
}

function outcomeLines(plan: StatePlan, isNew: boolean): Line[] {
  const { id, project, status, steps, finishedAt } = plan;
  const done = steps.filter((step) => step.status === 'done');
  if (status === 'applying') {
    return [`${id} is being applied: ${done.length} of ${steps.length} steps are done.`];
  }
  if (!isNew) return [`${id} was applied already, ${finishedAt ?? 'before'}.`];
  if (steps.length === 0) return [`${project} has everything already.`];
  return [`Applied ${id} to ${project}:`, ...done.map(({ name }) => `  ${name}`)];
}

function stopped({ id, steps: all, refusal }: StatePlan): CliError {
  const done = all.filter(({ status }) => status === 'done').length;
  const next = all[done];
  return new CliError({
    code: refusal?.code ?? 'state_plan_failed',
    exitCode: refusal?.code.startsWith('provider_') ? exitCode.providerFailed : exitCode.conflict,
    message: `${id} stopped after ${done} of ${all.length} steps: ${refusal?.message ?? 'nobody said why'}`,
    details: next === undefined ? [] : [`It was to ${next.name}. What was done before stays.`],
    next: [...afterRefusal(refusal?.code ?? '', refusal ?? {}), steps.planAgain()],
    facts: { planId: id, refusal },
  });
}
