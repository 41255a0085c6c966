import type { ProviderHealth } from '@kontor/protocol/kontor';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Empty } from '../../ui/empty.tsx';
import { meaningOf } from '../../ui/outcome-words.ts';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { OperatorPages } from './operator-pages.tsx';

const LOOK_EVERY_MS = 10_000;
const USUAL = '24';
const spans = [
  { value: '1', label: 'The last hour' },
  { value: USUAL, label: 'The last day' },
  { value: '168', label: 'The last week' },
] as const;

/** How each provider has been answering the host, the worst first. */
export function HealthPage() {
  const search = useSearch({ from: '/operator/health' });
  const navigate = useNavigate({ from: '/operator/health' });
  const hours = spans.find(({ value }) => value === String(search.hours))?.value ?? USUAL;
  const health = useQuery({
    ...read('listProviderHealth', { query: { hours: Number(hours) } }),
    refetchInterval: LOOK_EVERY_MS,
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title="Providers"
      lead="How they have been answering this host. A refusal is an answer; what brought none has failed."
    >
      <OperatorPages />
      <div className="w-44">
        <Select
          label="Of"
          choices={spans}
          value={hours}
          onChange={(value) =>
            void navigate({ search: { hours: value === USUAL ? undefined : Number(value) } })
          }
        />
      </div>
      <QueryView query={health} rows={4}>
        {({ providers }) =>
          providers.length === 0 ? (
            <Empty title="No providers">
              Once a team registers an integration, it stands here.
            </Empty>
          ) : (
            <HealthTable rows={providers} />
          )
        }
      </QueryView>
    </Page>
  );
}

function HealthTable({ rows }: { readonly rows: readonly ProviderHealth[] }) {
  return (
    <Table
      label="Providers"
      rows={rows}
      keyOf={({ integration }) => integration.id}
      columns={[
        { name: 'Integration', cell: ({ integration }) => integration.name },
        { name: 'How it is', cell: (each) => <Standing of={each} /> },
        { name: 'Installed', isNumber: true, cell: ({ installations }) => installations },
        { name: 'Calls', isNumber: true, cell: ({ calls }) => calls },
        { name: 'Failed', isNumber: true, cell: Failed },
        { name: 'Half within', isNumber: true, cell: ({ medianMs }) => duration(medianMs) },
        { name: '99 % within', isNumber: true, cell: ({ slowestMs }) => duration(slowestMs) },
        { name: 'Last failure', cell: LastFailure },
        { name: 'Unfinished', isNumber: true, cell: Unfinished },
      ]}
    />
  );
}

const breakers: Readonly<Record<ProviderHealth['breaker'], readonly [Tone, string] | undefined>> = {
  closed: undefined,
  open: ['bad', 'Calls are held back'],
  'half-open': ['warn', 'The next call decides'],
};
/** From so many failures of a hundred on a provider is not well. */
const ILL_PERCENT = 1;

function Standing({ of: { breaker, calls, failed } }: { readonly of: ProviderHealth }) {
  const held = breakers[breaker];
  if (held !== undefined) return <Badge tone={held[0]}>{held[1]}</Badge>;
  if (calls === 0) return <Badge>Not called</Badge>;
  if ((100 * failed) / calls >= ILL_PERCENT) return <Badge tone="warn">Fails at times</Badge>;
  return <Badge tone="good">Well</Badge>;
}

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

function Failed({ calls, failed }: ProviderHealth) {
  return calls === 0 ? '—' : `${failed} (${percent.format(failed / calls)})`;
}

function duration(ms: number | null): string {
  return ms === null ? '—' : `${ms} ms`;
}

function LastFailure({ lastFailure }: ProviderHealth) {
  if (lastFailure === null) return '—';
  return (
    <>
      <When at={lastFailure.at} />
      <span className="block min-w-40 max-w-prose text-xs text-muted">
        {lastFailure.operation}:{' '}
        {meaningOf(lastFailure.outcome, 'its server') ?? lastFailure.outcome}
      </span>
    </>
  );
}

function Unfinished({ integration, unfinished }: ProviderHealth) {
  if (unfinished === 0) return '0';
  return (
    <Link
      to="/operator/operations"
      search={{ integration: integration.slug }}
      className="text-accent underline"
    >
      {unfinished}
    </Link>
  );
}
