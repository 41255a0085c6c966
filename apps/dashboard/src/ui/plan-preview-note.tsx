import type { PlanPreview } from '@kontor/protocol/kontor';
import type { UseQueryResult } from '@tanstack/react-query';
import { Amount } from './amount.tsx';
import { type Fact, Facts } from './facts.tsx';
import { Note, ProblemNote } from './note.tsx';
import { planText } from './plan-text.ts';
import { When } from './when.tsx';

/** What a change of plan will cost, and what nobody can know before it happens. */
export function PlanPreviewNote({
  query,
}: {
  readonly query: UseQueryResult<{ readonly preview: PlanPreview }>;
}) {
  if (query.error !== null) return <ProblemNote error={query.error} />;
  if (query.data === undefined) return <p role="status">Asking its provider what it will cost…</p>;
  const { preview } = query.data;
  const { payment, limits, unknown } = preview;
  const reached = limits.filter(({ isReached }) => isReached);
  return (
    <section aria-label="What it will cost" className="flex flex-col gap-3">
      <Facts facts={factsOf(preview)} />
      {payment.isNeeded && !payment.isReady && (
        <Note tone="warn">This plan needs a payment method, and the team has none.</Note>
      )}
      {reached.length > 0 && (
        <Note tone="warn">A limit of this month is reached, so it cannot be taken now.</Note>
      )}
      {unknown.length > 0 && (
        <Note>
          <p>Not known before it happens:</p>
          <ul className="list-disc pl-5">
            {unknown.map(({ code, message }) => (
              <li key={code}>{message}</li>
            ))}
          </ul>
        </Note>
      )}
    </section>
  );
}

function factsOf(preview: PlanPreview): readonly Fact[] {
  const { from, to, replaces, effectiveAt, initialCharge, prepayment, authorisation } = preview;
  return [
    { name: 'Now', value: from === null ? 'No plan of its own' : planText(from) },
    { name: 'Then', value: planText(to) },
    {
      name: 'From',
      value: effectiveAt === null ? 'At once, as far as is known' : <When at={effectiveAt} />,
    },
    ...(replaces === null ? [] : [{ name: 'In place of', value: planText(replaces) }]),
    ...(initialCharge === null
      ? []
      : [{ name: 'Billed at the start', value: <Amount of={initialCharge} /> }]),
    ...(prepayment === null
      ? []
      : [
          {
            name: 'To buy at once',
            value: (
              <>
                {prepayment.minimum === null ? (
                  'Any amount'
                ) : (
                  <>
                    At least <Amount of={prepayment.minimum} />
                  </>
                )}
                {prepayment.maximum !== null && (
                  <>
                    , at most <Amount of={prepayment.maximum} />
                  </>
                )}
              </>
            ),
          },
        ]),
    ...(authorisation === null
      ? []
      : [
          {
            name: 'Tried on the payment method',
            value: (
              <>
                <Amount of={authorisation} />, let go at once
              </>
            ),
          },
        ]),
    ...preview.limits.map(({ kind, amount, spent }) => ({
      name: `Limit of the ${kind}`,
      value: (
        <>
          <Amount of={spent} /> of <Amount of={amount} /> this month
        </>
      ),
    })),
  ];
}
