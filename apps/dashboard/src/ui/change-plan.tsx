import type { ResolvedBillingPlan } from '@kontor/protocol';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Form } from './form.tsx';
import { Note } from './note.tsx';
import { PlanChoice, planText } from './plan-choice.tsx';
import { QueryView } from './query-view.tsx';
import { When } from './when.tsx';

/** Chooses another plan, of those that the provider offers now. */
export function ChangePlan({
  current,
  plans,
  error,
  isPending,
  onChoose,
  onClose,
}: {
  readonly current: ResolvedBillingPlan | null;
  readonly plans: UseQueryResult<{ readonly plans: readonly ResolvedBillingPlan[] }>;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
}) {
  const [chosen, setChosen] = useState(current?.id ?? null);
  const isOther = chosen !== null && chosen !== current?.id;
  const wanted = plans.data?.plans.find(({ id }) => id === chosen);
  return (
    <Dialog title="Change plan" isOpen isWide onClose={onClose}>
      <QueryView query={plans}>
        {({ plans: offered }) => (
          <Form
            error={error}
            onSubmit={() => isOther && onChoose(chosen)}
            actions={
              <>
                <Button onPress={onClose}>Cancel</Button>
                <Button look="primary" type="submit" isPending={isPending} isDisabled={!isOther}>
                  Change plan
                </Button>
              </>
            }
          >
            <PlanChoice plans={offered} value={chosen} onChange={setChosen} />
            {isOther && wanted !== undefined && <Consequence from={current} to={wanted} />}
          </Form>
        )}
      </QueryView>
    </Dialog>
  );
}

function Consequence({
  from,
  to,
}: {
  readonly from: ResolvedBillingPlan | null;
  readonly to: ResolvedBillingPlan;
}) {
  return (
    <Note>
      {from !== null && (
        <p>
          From {planText(from)} to {planText(to)}.
        </p>
      )}
      {to.initialCharge !== undefined && <p>{to.initialCharge} USD are charged at once.</p>}
      <p>
        {to.effectiveDate === undefined ? (
          'The provider decides when it begins to hold; it says so once it is asked for.'
        ) : (
          <>
            It holds from <When at={to.effectiveDate} /> on.
          </>
        )}
      </p>
    </Note>
  );
}
