import type { InvoiceEvidence } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Amount } from '../../ui/amount.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { measured } from '../../ui/measured.ts';
import { Note } from '../../ui/note.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { When } from '../../ui/when.tsx';
import type { Line } from './invoice-lines.tsx';

/** Where the amount of a line comes from, and what of it nobody but the provider knows. */
export function Why({
  invoice,
  line,
  onClose,
}: {
  readonly invoice: string;
  readonly line: Line;
  readonly onClose: () => void;
}) {
  const team = useTeamSlug();
  const evidence = useQuery(read('getInvoiceEvidence', { params: { team, invoice } }));
  return (
    <Dialog title={`Why this amount: ${line.name}`} isOpen isWide onClose={onClose}>
      <QueryView query={evidence}>
        {({ evidence: known }) => <Origin line={line} evidence={known} />}
      </QueryView>
    </Dialog>
  );
}

function Origin({ line, evidence }: { readonly line: Line; readonly evidence: InvoiceEvidence }) {
  const basis = evidence.lines.find((each) => each.line === line.id);
  const report = evidence.reports[basis?.report ?? -1];
  const charge = report?.charges[basis?.charge ?? -1];
  const usage = report?.usage[basis?.usage ?? -1];
  const plans = (basis?.plans ?? []).flatMap((place) => evidence.plans[place] ?? []);
  return (
    <>
      <Verdict billed={line.amount} reported={charge?.amount} />
      <Facts
        facts={[
          {
            name: 'Billed',
            value: <Amount of={line.amount} isTakenOff={line.isTakenOff} isExact />,
          },
          ...plans.map(planFact),
          ...(charge === undefined ? [] : chargeFacts(charge)),
          ...(usage === undefined
            ? []
            : [{ name: 'Used in the period', value: measured(usage.periodValue, usage.units) }]),
          ...(report === undefined
            ? []
            : [{ name: 'Reported', value: <When at={report.reportedAt} /> }]),
        ]}
      />
    </>
  );
}

function Verdict({
  billed,
  reported,
}: {
  readonly billed: string;
  readonly reported: string | undefined;
}) {
  if (reported === undefined) {
    return (
      <Note tone="warn">
        Its provider reported nothing of this name for the period. What it comes from, only the
        provider can say.
      </Note>
    );
  }
  if (plain(reported) === plain(billed)) {
    return <Note>It is what the provider reported last before it billed.</Note>;
  }
  return (
    <Note tone="warn">
      The last report before the invoice said <Amount of={reported} isExact />, which is not what
      was billed.
    </Note>
  );
}

/** A decimal without zeros that say nothing. */
function plain(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}

type Charge = InvoiceEvidence['reports'][number]['charges'][number];

function chargeFacts({ quantity, price, units, amount }: Charge): readonly Fact[] {
  return [
    {
      name: 'As reported',
      value: (
        <>
          {quantity !== null && price !== null && (
            <>
              {measured(quantity, units ?? '')} at <Amount of={price} isExact /> is{' '}
            </>
          )}
          <Amount of={amount} isExact />
        </>
      ),
    },
  ];
}

function planFact({ planId, name, cost, since, until }: InvoiceEvidence['plans'][number]): Fact {
  return {
    name: `Plan ${name ?? planId}`,
    value: (
      <>
        {cost !== null && <>{cost}, </>}since <When at={since} />
        {until !== null && (
          <>
            {' '}
            until <When at={until} />
          </>
        )}
      </>
    ),
  };
}
