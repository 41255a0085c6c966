import type { ProviderCall } from '@kontor/protocol/kontor';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { LongTable, type LongTableProps } from '../../ui/long-table.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { When } from '../../ui/when.tsx';
import { CallDialog } from './call-dialog.tsx';
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
  const { direction, failed, search, before } = useSearch({ from: FROM });
  const [shown, setShown] = useState<ProviderCall>();
  const query = {
    limit: PAGE,
    ...(direction === undefined ? {} : { direction }),
    ...(failed === undefined ? {} : { failed: 'true' as const }),
    ...(search === undefined ? {} : { search }),
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
  return (
    <>
      <Filters />
      <QueryView query={calls} rows={6}>
        {({ pages }) =>
          pages[0]?.calls.length === 0 ? (
            <Empty title="No such calls">
              Every request between this host and your server stands here for seven days, also those
              that were refused, with secrets cut out.
            </Empty>
          ) : (
            <CallTable
              rows={pages.flatMap((page) => page.calls)}
              onShow={setShown}
              hasMore={calls.hasNextPage}
              isReading={calls.isFetchingNextPage}
              onMore={calls.fetchNextPage}
            />
          )
        }
      </QueryView>
      {shown && <CallDialog call={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}

const directions = [
  { value: 'both', label: 'Both ways' },
  { value: 'outbound', label: 'To your server' },
  { value: 'inbound', label: 'From your server' },
] as const;

/** Narrows the log. What is typed counts when it is sent. */
function Filters() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const [typed, setTyped] = useState(search.search ?? '');
  const narrow = (more: Partial<typeof search>) =>
    void navigate({ search: { ...search, before: undefined, ...more } });
  return (
    <search>
      <form
        className="flex flex-wrap items-end gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          narrow({ search: typed === '' ? undefined : typed });
        }}
      >
        <div className="w-44">
          <Select
            label="Direction"
            choices={directions}
            value={search.direction ?? 'both'}
            onChange={(value) =>
              narrow({ direction: value === 'outbound' || value === 'inbound' ? value : undefined })
            }
          />
        </div>
        <div className="w-44">
          <Select
            label="Outcome"
            choices={[
              { value: 'all', label: 'Every outcome' },
              { value: 'failed', label: 'Not answered' },
            ]}
            value={search.failed ? 'failed' : 'all'}
            onChange={(value) => narrow({ failed: value === 'failed' ? true : undefined })}
          />
        </div>
        <TextField
          label="Search"
          type="search"
          placeholder="Operation, path …"
          value={typed}
          onChange={setTyped}
        />
        <Button type="submit">Search</Button>
      </form>
    </search>
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
          name: 'Operation',
          cell: (call) => (
            <Button look="link" onPress={() => onShow(call)}>
              {call.operation}
            </Button>
          ),
        },
        {
          name: 'Request',
          cell: ({ method, path }) => (
            <code className="break-all">
              {method} {path}
            </code>
          ),
        },
        { name: 'Outcome', cell: (call) => <OutcomeOfCall call={call} /> },
        { name: 'Took', isNumber: true, cell: ({ durationMs }) => `${durationMs}\u00a0ms` },
      ]}
    />
  );
}
