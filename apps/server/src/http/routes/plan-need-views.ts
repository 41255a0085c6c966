import { inCents, type PlanNeed } from '@kontor/core';
import type { StatePlan as StatePlanView } from '@kontor/protocol/kontor';

type NeedView = StatePlanView['needs'][number];

/** What a plan needs, with a sentence for people. */
export function needView(need: PlanNeed): NeedView {
  const { kind, resources } = need;
  const shown = { kind, resources: [...resources], message: sentenceOf(need) };
  switch (need.kind) {
    case 'payment-method':
      return shown;
    case 'spend-limit': {
      const { limit, spent, perMonth, isRefused } = need;
      const { kind: of, subjectId, amount, isHard } = limit;
      const about = { kind: of, id: subjectId || null, amount, hardStop: isHard };
      return { ...shown, limit: about, spent, perMonth, isRefused };
    }
    case 'approval':
      return { ...shown, reasons: [...need.reasons], perMonth: need.perMonth };
  }
}

function sentenceOf(need: PlanNeed): string {
  const whose = need.resources.join(', ');
  switch (need.kind) {
    case 'payment-method':
      return `The team has no payment method, and ${whose} cannot be made without one.`;
    case 'spend-limit': {
      const { limit, spent, perMonth, isRefused } = need;
      const of = limit.kind === 'team' ? 'the team' : `the ${limit.kind} ${limit.subjectId}`;
      const stands = `The limit of ${of} is $${inCents(limit.amount)} a month, of which $${inCents(spent)} are spent`;
      return isRefused
        ? `${stands}: what costs something is refused, so ${whose} would be.`
        : `${stands}: with $${inCents(perMonth)} a month for ${whose} it is passed.`;
    }
    case 'approval': {
      const price =
        need.perMonth === null ? 'of which nobody knows the price' : `at $${need.perMonth} a month`;
      return `A person has to approve ${whose}, ${price}: ${need.reasons.map((each) => why[each]).join(' and ')}.`;
    }
  }
}

const why = {
  no_budget: 'this token has no budget',
  per_purchase: 'it is more than this token may spend at once',
  per_month: 'it is more than is left of the budget of the month',
  price_unknown: 'it may cost more than the budget',
  terms: 'terms have to be accepted',
} as const satisfies Record<Extract<PlanNeed, { kind: 'approval' }>['reasons'][number], string>;
