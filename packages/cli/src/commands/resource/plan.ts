import { kontorEndpoints, type PlanPreview } from '@kontor/protocol/kontor';
import * as z from 'zod';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { follow } from '../../host/follow.ts';
import { argument, flag, waitOption } from '../../inputs.ts';
import { day } from '../../output/day.ts';
import { costOf } from '../catalog/plans.ts';
import { followNote } from '../operation/follow-note.ts';
import { findResource } from './find-resource.ts';

export const changeResourcePlan = command({
  args: z.strictObject({
    resource: argument('Resource, by name or id.'),
    plan: argument('Plan, by id, of those that its provider offers now.'),
  }),
  options: z.strictObject({
    preview: flag('Only tell what it will cost. Nothing is held or changed.'),
    ...waitOption,
  }),
  details: 'Tells what it will cost, and asks before it changes anything.',
  examples: ['kontor resource plan orders pro --preview', 'kontor resource plan orders pro --yes'],
  output: z.object({
    ...kontorEndpoints.previewResourcePlan.responses[200].shape,
    ...kontorEndpoints.updateTeamResource.responses[200].partial().shape,
  }),
  run: async ({ args, options }, session) => {
    const team = await session.team();
    const { id, name } = await findResource(session, args.resource);
    const params = { team, resource: id };
    const asked = await session.call(kontorEndpoints.previewResourcePlan, {
      params,
      query: { billingPlanId: args.plan },
    });
    const { preview } = asked.body;
    const told = linesOf(preview, name);
    if (options.preview || preview.isSame) return { data: { preview }, text: told };
    for (const line of told) session.note(line);
    await session.ask.toConfirm({ message: `Change ${name} to ${preview.to.name}?` });
    session.progress.say(`Changing the plan of ${name}`);
    const { body } = await session
      .call(kontorEndpoints.updateTeamResource, { params, body: { billingPlanId: args.plan } })
      .finally(session.progress.clear);
    const operation = options.wait
      ? await follow(session, body.operation, `Changing the plan of ${name}`)
      : body.operation;
    if (operation.status === 'running') {
      return {
        data: { preview, resource: body.resource, operation },
        text: [`The plan of ${name} is being changed.`],
        notes: [followNote(session, operation)],
        exitCode: exitCode.stillRunning,
      };
    }
    const shown = await session.call(kontorEndpoints.getTeamResource, { params });
    const { resource } = shown.body;
    const next = resource.pendingBillingPlan;
    return {
      data: { preview, resource, operation },
      text: [
        next === null
          ? `${name} is on the plan ${resource.billingPlan?.name ?? args.plan}.`
          : `${name} moves to the plan ${next.name} later.`,
      ],
    };
  },
});

/** What it costs now and then, from when, what is due, and what could not be known. */
function linesOf(preview: PlanPreview, name: string): string[] {
  const { from, to, effectiveAt, initialCharge, prepayment, authorisation, payment } = preview;
  if (preview.isSame) return [`${name} is on the plan ${to.name} already.`];
  const { minimum, maximum } = prepayment ?? {};
  return [
    `now:  ${from === null ? 'no plan of its own' : `${from.name}, ${costOf(from)}`}`,
    `then: ${to.name}, ${costOf(to)}`,
    `from: ${effectiveAt === null ? 'at once, as far as is known' : `${day(effectiveAt)} on`}`,
    ...(preview.replaces === null
      ? []
      : [`in place of ${preview.replaces.name}, which was to come`]),
    ...(to.quote ?? []).map(({ line, amount }) => `its provider states: ${line} ${amount}`),
    ...(initialCharge === null ? [] : [`billed at the start: $${initialCharge}`]),
    ...(prepayment === null
      ? []
      : [
          `a balance is bought: ${minimum ? `at least $${minimum}` : 'any amount'}${maximum ? `, at most $${maximum}` : ''} at once`,
        ]),
    ...(authorisation === null
      ? []
      : [`the payment method is tried for $${authorisation}, which is let go at once`]),
    ...(payment.isNeeded && !payment.isReady
      ? ['a payment method is needed, and there is none']
      : []),
    ...preview.limits.map(
      ({ kind, id, amount, spent, isReached }) =>
        `limit of ${id === null ? 'the team' : `the ${kind} ${id}`}: $${spent} of $${amount} this month${isReached ? ', so nothing more is taken' : ''}`,
    ),
    ...preview.unknown.map(({ message }) => `not known: ${message}`),
  ];
}
