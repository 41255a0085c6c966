import type { ResolvedBillingPlan } from '@kontor/protocol';
import { RadioCards } from './radio-cards.tsx';

/** The plans as their provider states them now. */
export function PlanChoice({
  plans,
  value,
  onChange,
  name = 'billingPlanId',
}: {
  readonly plans: readonly ResolvedBillingPlan[];
  readonly value: string | null;
  readonly onChange: (id: string) => void;
  readonly name?: string;
}) {
  const cards = plans.map((plan) => ({
    value: plan.id,
    title: plan.name === '' ? plan.id : plan.name,
    body: <PlanFacts plan={plan} />,
    isDisabled: plan.disabled ?? false,
  }));
  return <RadioCards name={name} label="Plan" cards={cards} value={value} onChange={onChange} />;
}

/** What a plan costs and what one gets for it. */
export function PlanFacts({ plan }: { readonly plan: ResolvedBillingPlan }) {
  const details = [...(plan.highlightedDetails ?? []), ...(plan.details ?? [])];
  return (
    <>
      <span className="text-ink">{costOf(plan)}</span>
      {plan.description !== '' && <span className="text-muted">{plan.description}</span>}
      {details.length > 0 && (
        <span className="flex flex-col text-muted">
          {details.map(({ label, value }) => (
            <span key={`${label} ${value}`}>
              {label}
              {value !== undefined && value !== '' && `: ${value}`}
            </span>
          ))}
        </span>
      )}
      {(plan.quote ?? []).map(({ line, amount }) => (
        <span key={line} className="flex justify-between gap-3 tabular-nums">
          <span>{line}</span> <span>{amount}</span>
        </span>
      ))}
      {plan.disabled && <span className="text-muted">Not available now.</span>}
    </>
  );
}

/** In the provider's words, else in what the protocol says of it. */
function costOf(plan: ResolvedBillingPlan): string {
  if (plan.cost !== undefined && plan.cost !== '') return plan.cost;
  if (plan.type === 'prepayment') return 'Paid in advance';
  return plan.paymentMethodRequired ? 'Needs a payment method' : 'Free of charge';
}
