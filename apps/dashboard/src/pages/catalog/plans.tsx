import type { Metadata, ResolvedBillingPlan } from '@kontor/protocol';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { read } from '../../api/read.ts';
import { ProblemNote } from '../../ui/note.tsx';
import { PlanChoice } from '../../ui/plan-choice.tsx';
import { planText } from '../../ui/plan-text.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useSettled } from '../../ui/use-settled.ts';
import type { CreateFormProps } from './create-form.tsx';

/** The plans for what the form says now. Where one is free it is chosen until somebody chooses another. */
export function Plans({
  team,
  listing,
  product,
  installed,
  metadata,
  chosen,
  onChange,
}: CreateFormProps & {
  readonly metadata: Metadata;
  readonly chosen: string | null;
  readonly onChange: (plan: string | null) => void;
}) {
  const standing = listing.billsPerInstallation ? installed?.billingPlan : undefined;
  const plans = useQuery({
    ...read('listCatalogPlans', {
      params: { team, integration: listing.id, product: product.slug },
      query: { metadata: useSettled(JSON.stringify(metadata)) },
    }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const choice = choiceAmong(plans.data?.plans, { chosen, isCovered: Boolean(standing) });
  useEffect(() => {
    if (choice !== chosen) onChange(choice);
  });
  if (plans.error !== null && plans.data === undefined) return <ProblemNote error={plans.error} />;
  if (plans.data === undefined) return <Skeleton rows={1} />;
  return (
    <>
      {standing && (
        <p className="text-muted">
          The installation has the plan {planText(standing)}. Without another choice it covers this
          too.
        </p>
      )}
      <PlanChoice plans={plans.data.plans} value={choice} onChange={onChange} />
      <ProblemNote error={plans.error} />
    </>
  );
}

function choiceAmong(
  plans: readonly ResolvedBillingPlan[] | undefined,
  { chosen, isCovered }: { readonly chosen: string | null; readonly isCovered: boolean },
): string | null {
  if (plans === undefined) return chosen;
  const open = plans.filter(({ disabled }) => disabled !== true);
  if (open.some(({ id }) => id === chosen)) return chosen;
  if (isCovered) return null;
  const free = open.find(
    ({ type, paymentMethodRequired }) => type === 'subscription' && !paymentMethodRequired,
  );
  return free?.id ?? null;
}
