import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Answer } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Amount } from '../amount.tsx';
import { Punctuality } from './punctuality.tsx';

/** Of what usage is told; of everything where nothing is named. */
export type Selection = {
  readonly installation?: string;
  readonly project?: string;
  readonly resource?: string;
};

/** What is owed, what it will come to, and how old that is. */
export function Totals({
  usage,
  selection,
}: {
  readonly usage: Answer<'getTeamUsage'>;
  readonly selection: Selection;
}) {
  const team = useTeamSlug();
  const { data: forecast } = useQuery(
    read('getUsageForecast', { params: { team }, query: selection }),
  );
  const oldest = usage.installations
    .filter(({ lastReportAt }) => lastReportAt !== null)
    .toSorted((a, b) => (b.ageSeconds ?? 0) - (a.ageSeconds ?? 0))
    .at(0);
  return (
    <dl className="grid gap-4 sm:grid-cols-3">
      <Total name="Owed so far">
        <Amount of={usage.total} />
      </Total>
      <Total
        name="At the end of the period"
        note={forecast?.isComplete === false && 'Of some integrations it cannot be told yet.'}
      >
        {forecast?.total === null && 'Not known yet'}
        {typeof forecast?.total === 'string' && <Amount of={forecast.total} />}
      </Total>
      <Total name={usage.installations.length === 1 ? 'Last report' : 'Oldest last report'}>
        {oldest === undefined ? 'None yet' : <Punctuality of={oldest} />}
      </Total>
    </dl>
  );
}

function Total({
  name,
  note,
  children,
}: {
  readonly name: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className="rounded-lg border border-line bg-surface p-4">
      <dt className="text-muted">{name}</dt>
      <dd className="text-2xl font-semibold tracking-tight">{children}</dd>
      {note && <dd className="text-muted">{note}</dd>}
    </div>
  );
}
