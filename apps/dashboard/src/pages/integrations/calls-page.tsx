import type { ProviderCall } from '@kontor/protocol/kontor';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { call } from '../../api/call.ts';
import { Address } from '../../ui/address.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { LongTable, type LongTableProps } from '../../ui/long-table.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { When } from '../../ui/when.tsx';
import { CallDialog } from './call-dialog.tsx';
import { CallFilters } from './call-filters.tsx';
import { IntegrationFrame, useIntegrationParams } from './integration-frame.tsx';
import { OutcomeOfCall } from './outcome-of-call.tsx';

const PAGE = 100;
const FROM = '/t/$team/integrations/$integration/calls';

/** The calls between the host and a provider, both ways, as a log that can be searched. */
export function CallsPage() {
  return <IntegrationFrame title="calls">{() => <Calls />}</IntegrationFrame>;
}

function Calls() {
  const params = useIntegrationParams();
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const { before, call: shown, failed, ...given } = search;
  const query = {
    limit: PAGE,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(failed === undefined ? {} : { failed: 'true' as const }),
  };
  const calls = useInfiniteQuery({
    queryKey: ['listProviderCalls', params, query, before],
    queryFn: ({ pageParam, signal }) => {
      const from = pageParam === undefined ? {} : { before: pageParam };
      return call('listProviderCalls', { params, query: { ...query, ...from } }, { signal });
    },
    initialPageParam: before,
    getNextPageParam: ({ calls: rows }) => (rows.length < PAGE ? undefined : rows.at(-1)?.id),
  });
  const show = (id: string | undefined) =>
    void navigate({ search: { ...search, call: id }, resetScroll: false });
  return (
    <>
      <CallFilters key={JSON.stringify([given.search, given.from, given.until])} />
      <QueryView query={calls} rows={6}>
        {({ pages }) =>
          pages[0]?.calls.length === 0 ? (
            <Empty title="No such calls">
              Every request between this host and your server stands here for {pages[0].keptForDays}{' '}
              days, also those that were refused, with secrets cut out.
            </Empty>
          ) : (
            <CallTable
              rows={pages.flatMap((page) => page.calls)}
              onShow={({ id }) => show(id)}
              hasMore={calls.hasNextPage}
              isReading={calls.isFetchingNextPage}
              onMore={calls.fetchNextPage}
            />
          )
        }
      </QueryView>
      {shown !== undefined && <CallDialog key={shown} id={shown} onClose={() => show(undefined)} />}
    </>
  );
}

function CallTable({
  onShow,
  ...list
}: Pick<LongTableProps<ProviderCall>, 'rows' | 'hasMore' | 'isReading' | 'onMore'> & {
  readonly onShow: (call: ProviderCall) => void;
}) {
  return (
    <LongTable
      {...list}
      label="Calls"
      keyOf={({ id }) => id}
      columns={[
        { name: 'When', cell: ({ at }) => <When at={at} /> },
        {
          name: 'Direction',
          cell: ({ direction }) =>
            direction === 'inbound' ? 'From your server' : 'To your server',
        },
        {
          name: 'Endpoint',
          cell: (each) => (
            <span className="inline-flex flex-wrap items-center gap-2">
              <Button look="link" onPress={() => onShow(each)}>
                {each.operation}
              </Button>
              {each.replayOf !== null && <Badge>Sent again</Badge>}
            </span>
          ),
        },
        {
          name: 'Request',
          cell: ({ method, path }) => (
            <code className="wrap-anywhere">
              {method} <Address>{path}</Address>
            </code>
          ),
        },
        { name: 'Outcome', cell: (each) => <OutcomeOfCall call={each} /> },
        { name: 'Took', isNumber: true, cell: ({ durationMs }) => `${durationMs}\u00a0ms` },
      ]}
    />
  );
}
