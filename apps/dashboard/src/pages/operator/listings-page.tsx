import type { OperatedListing } from '@kontor/protocol/kontor';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { Badge } from '../../ui/badge.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ListingBadge } from '../../ui/listing-badge.tsx';
import { Note } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { OperatorPages } from './operator-pages.tsx';

const ALL = 'all';
const FROM = '/operator/listings';
const states = [
  { value: 'submitted', label: 'Wait for a decision' },
  { value: 'listed', label: 'In the catalogue' },
  { value: 'refused', label: 'Refused' },
  { value: 'unlisted', label: 'Taken out' },
  { value: 'draft', label: 'Drafts' },
] as const;

/** What is in the catalogue or wants to be, what waits for a decision first. */
export function ListingsPage() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const state = states.find(({ value }) => value === search.state)?.value;
  const listings = useQuery({
    ...read('listListings', { query: state === undefined ? {} : { state } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title="Listings"
      lead="What teams find in the catalogue, and what its providers have submitted."
    >
      <OperatorPages />
      {listings.data?.needsApproval === false && (
        <Note>
          Providers publish here by themselves. What you take out needs you to come back; to approve
          everything, start the host with <code>KONTOR_LISTINGS=approved</code>.
        </Note>
      )}
      <div className="w-56">
        <Select
          label="State"
          choices={[{ value: ALL, label: 'All but drafts' }, ...states]}
          value={state ?? ALL}
          onChange={(value) =>
            void navigate({ search: { state: value === ALL ? undefined : value } })
          }
        />
      </div>
      <QueryView query={listings} rows={4}>
        {({ listings: rows }) =>
          rows.length === 0 ? (
            <Empty title="There are none">
              {state === 'submitted'
                ? 'Nothing waits for a decision.'
                : 'Once a provider submits its integration, it stands here.'}
            </Empty>
          ) : (
            <Listings rows={rows} />
          )
        }
      </QueryView>
    </Page>
  );
}

function Listings({ rows }: { readonly rows: readonly OperatedListing[] }) {
  return (
    <Table
      label="Listings"
      rows={rows}
      keyOf={({ integration }) => integration.id}
      columns={[
        {
          name: 'Integration',
          cell: ({ integration }) => (
            <>
              <Link
                to="/operator/listings/$integration"
                params={{ integration: integration.slug }}
                className="text-accent underline"
              >
                {integration.name}
              </Link>
              <span className="block text-xs text-muted">{integration.developer}</span>
            </>
          ),
        },
        { name: 'Team', cell: ({ team }) => team.slug ?? 'deleted' },
        {
          name: 'State',
          cell: (listing) => (
            <span className="flex flex-wrap gap-1">
              <ListingBadge state={listing.state} />
              {isChanged(listing) && <Badge tone="warn">Changed since</Badge>}
            </span>
          ),
        },
        { name: 'Since', cell: ({ since }) => <When at={since} /> },
        {
          name: 'Approved',
          cell: ({ approvedAt }) => (approvedAt === null ? 'Never' : <When at={approvedAt} />),
        },
        { name: 'Installed', isNumber: true, cell: ({ installations }) => installations },
      ]}
    />
  );
}

/** Whether it is in the catalogue as something else than what was approved. */
function isChanged({ state, approvedAt, hasChanged }: OperatedListing): boolean {
  return state === 'listed' && approvedAt !== null && hasChanged;
}
