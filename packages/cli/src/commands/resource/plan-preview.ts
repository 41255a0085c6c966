import type { PlanPreview } from '@kontor/protocol/kontor';
import { day } from '../../output/day.ts';
import { costOf } from '../catalog/plans.ts';

/** What it costs now and then, from when, what is due, and what could not be known. */
export function planPreviewLines(preview: PlanPreview, name: string): string[] {
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
