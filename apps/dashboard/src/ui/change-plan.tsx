import type { ResolvedBillingPlan } from '@kontor/protocol';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { FormDialog } from './form-dialog.tsx';
import { PlanChoice } from './plan-choice.tsx';
import { QueryView } from './query-view.tsx';

/** Chooses another plan, of those that the provider offers now. */
export function ChangePlan({
  current,
  plans,
  preview,
  error,
  isPending,
  onChoose,
  onClose,
}: {
  readonly current: ResolvedBillingPlan | null;
  readonly plans: UseQueryResult<{ readonly plans: readonly ResolvedBillingPlan[] }>;
  /** What a plan will cost, asked for once it is chosen. */
  readonly preview: (id: string) => ReactNode;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
}) {
  const [chosen, setChosen] = useState(current?.id ?? null);
  const isOther = chosen !== null && chosen !== current?.id;
  return (
    <FormDialog
      title="Change plan"
      isWide
      onClose={onClose}
      error={error}
      onSubmit={() => isOther && onChoose(chosen)}
      submit="Change plan"
      isPending={isPending}
      isReady={isOther}
    >
      <QueryView query={plans}>
        {({ plans: offered }) => <PlanChoice plans={offered} value={chosen} onChange={setChosen} />}
      </QueryView>
      {isOther && preview(chosen)}
    </FormDialog>
  );
}
