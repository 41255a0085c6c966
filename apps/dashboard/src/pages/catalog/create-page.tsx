import type { Installation, Listing } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { CreateForm } from './create-form.tsx';
import { useInstalled } from './use-installed.ts';

/** From an integration to a resource: terms where it is not installed yet, product, form and plan. */
export function CreatePage() {
  const { team, integration } = useParams({ from: '/t/$team/catalog/$integration/new' });
  const listing = useQuery(read('getTeamListing', { params: { team, integration } }));
  const { installed, isKnown } = useInstalled(team, listing.data?.integration.id);
  return (
    <QueryView query={listing} rows={5}>
      {({ integration: shown }) => (
        <Page
          title={
            installed === undefined ? `Install ${shown.name}` : `New resource of ${shown.name}`
          }
          above={
            <Link
              to="/t/$team/catalog/$integration"
              params={{ team, integration: shown.slug }}
              className="text-accent underline"
            >
              {shown.name}
            </Link>
          }
        >
          {isKnown ? (
            <ProductAndForm team={team} listing={shown} installed={installed} />
          ) : (
            <Skeleton rows={4} />
          )}
        </Page>
      )}
    </QueryView>
  );
}

function ProductAndForm({
  team,
  listing,
  installed,
}: {
  readonly team: string;
  readonly listing: Listing;
  readonly installed: Installation | undefined;
}) {
  const search = useSearch({ from: '/t/$team/catalog/$integration/new' });
  const navigate = useNavigate();
  const product =
    listing.products.find(({ slug }) => slug === search.product) ?? listing.products[0];
  if (product === undefined) {
    return <Empty title="Nothing to make">This integration offers no product now.</Empty>;
  }
  return (
    <div className="flex max-w-2xl flex-col gap-5">
      {listing.products.length > 1 && (
        <Select
          label="Product"
          choices={listing.products.map(({ slug, name, shortDescription }) => ({
            value: slug,
            label: name,
            description: shortDescription,
          }))}
          value={product.slug}
          onChange={(slug) =>
            void navigate({
              to: '/t/$team/catalog/$integration/new',
              params: { team, integration: listing.slug },
              search: { product: slug },
              replace: true,
            })
          }
        />
      )}
      <CreateForm key={product.id} {...{ team, listing, product, installed }} />
    </div>
  );
}
