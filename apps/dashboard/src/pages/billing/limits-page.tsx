import type { SpendLimit } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useOpen, useOpenAbout } from '../../shell/use-open.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Amount, dollars } from '../../ui/amount.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNote } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { tellUndo } from '../../undo/tell-undo.ts';
import { LimitDialog } from './limit-dialog.tsx';
import { useLimitNames } from './limit-subjects.ts';
import { Warnings } from './warnings.tsx';

/** What a month may cost at most, how much of it is spent, and when the team is told. */
export function LimitsPage() {
  const team = useTeamSlug();
  const may = useMay();
  const limits = useQuery(read('listSpendLimits', { params: { team } }));
  const [isAdding, setAdding] = useOpen('new-limit', 'billing:manage');
  const [changing, setChanging, endChanging] = useOpenAbout('change-limit', {
    action: 'billing:manage',
    among: limits.data?.limits,
    keyOf: ({ id }) => id ?? 'team',
  });
  const add = may('billing:manage') && (
    <Button look="primary" onPress={() => setAdding(true)}>
      New limit
    </Button>
  );
  return (
    <Page
      title="Limits"
      lead="What a calendar month in UTC may cost. Invoices count by their date, and reports that are not billed yet."
      actions={add}
    >
      <TeamSubPages area="Billing" />
      <QueryView query={limits}>
        {({ limits: rows }) =>
          rows.length === 0 ? (
            <Empty title="Nothing is limited" action={add}>
              A limit warns at shares of its amount, and can refuse what would be bought beyond.
              Nothing that runs is ever taken away.
            </Empty>
          ) : (
            <Limits rows={rows} onChange={may('billing:manage') ? setChanging : undefined} />
          )
        }
      </QueryView>
      {may('event:read') && <Warnings />}
      {may('webhook:manage') && (
        <p className="max-w-prose text-muted">
          To be told elsewhere too,{' '}
          <Link to="/t/$team/settings/webhooks" params={{ team }} className="text-accent underline">
            make a webhook
          </Link>{' '}
          for <code>alerts.triggered</code>.
        </p>
      )}
      {isAdding && (
        <LimitDialog taken={limits.data?.limits ?? []} onClose={() => setAdding(false)} />
      )}
      {changing && (
        <LimitDialog key={changing.id ?? 'team'} limit={changing} onClose={endChanging} />
      )}
    </Page>
  );
}

function Limits({
  rows,
  onChange,
}: {
  readonly rows: readonly SpendLimit[];
  /** Undefined where the viewer may not. */
  readonly onChange: ((limit: SpendLimit) => void) | undefined;
}) {
  const team = useTeamSlug();
  const nameOf = useLimitNames();
  const refreshes = ['listSpendLimits'] as const;
  const ended = useRef<SpendLimit>(undefined);
  // also when the page shows meanwhile that nothing is left, or another one
  const onDone = () => {
    if (ended.current === undefined) return;
    const { id, amount, hardStop, warnAt } = ended.current;
    tellUndo(`${nameOf(ended.current)} has no limit any more.`, {
      endpoint: 'setSpendLimit',
      input: { params: { team, subject: id ?? 'team' }, body: { amount, hardStop, warnAt } },
      refreshes,
    });
  };
  const remove = useChange('removeSpendLimit', { refreshes, onDone });
  const end = (limit: SpendLimit) => {
    ended.current = limit;
    remove.mutate({ params: { team, subject: limit.id ?? 'team' } });
  };
  const actions: Column<SpendLimit> = {
    name: 'Actions',
    cell: (limit) => (
      <RowActions>
        <Button
          look="quiet"
          aria-label={`Change the limit of ${nameOf(limit)}`}
          onPress={() => onChange?.(limit)}
        >
          Change
        </Button>
        <Button
          look="quiet"
          aria-label={`Remove the limit of ${nameOf(limit)}`}
          isPending={remove.isPending}
          onPress={() => end(limit)}
        >
          Remove
        </Button>
      </RowActions>
    ),
  };
  return (
    <>
      <ProblemNote error={remove.error} />
      <Table
        label="Limits"
        rows={rows}
        keyOf={({ id }) => id ?? 'team'}
        columns={[
          { name: 'Of', cell: nameOf },
          { name: 'This month', cell: (limit) => <Spent limit={limit} /> },
          {
            name: 'At the limit',
            cell: ({ hardStop }) => (hardStop ? 'Refuses purchases and paid plans' : 'Only warns'),
          },
          {
            name: 'Warns at',
            cell: ({ warnAt }) =>
              warnAt.length === 0 ? 'Nothing' : warnAt.map((share) => `${share}\u00a0%`).join(', '),
          },
          { name: 'Begins anew', cell: ({ month }) => <When at={month.end} /> },
          ...(onChange === undefined ? [] : [actions]),
        ]}
      />
    </>
  );
}

/** How much of a limit is spent, drawn and in words. */
function Spent({ limit }: { readonly limit: SpendLimit }) {
  const { amount, spent, invoiced, reported, isReached } = limit;
  const share = Number(amount) === 0 ? 1 : Math.min(1, Number(spent) / Number(amount));
  return (
    <div className="flex min-w-40 flex-col gap-1">
      <span title={`${dollars(invoiced)} of invoices, ${dollars(reported)} reported`}>
        <Amount of={spent} /> of <Amount of={amount} />{' '}
        {isReached && <Badge tone="bad">Reached</Badge>}
      </span>
      <span aria-hidden className="h-1.5 overflow-hidden rounded-full bg-hover">
        <span
          className={`block h-full ${isReached ? 'bg-bad-fill' : 'bg-accent-fill'}`}
          style={{ width: `${share * 100}%` }}
        />
      </span>
    </div>
  );
}
