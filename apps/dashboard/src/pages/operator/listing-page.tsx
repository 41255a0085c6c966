import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Answer } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { Facts } from '../../ui/facts.tsx';
import { ListingBadge } from '../../ui/listing-badge.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { When } from '../../ui/when.tsx';
import { DecideListing } from './decide-listing.tsx';
import { ListingChanges } from './listing-changes.tsx';
import { apartFromProducts } from './new-products.ts';
import { OperatorPages } from './operator-pages.tsx';
import { ReviewedProduct } from './reviewed-product.tsx';

type Review = Answer<'reviewListing'>;

/** What a provider says of its integration, what changed since it was approved, and the decision. */
export function ListingPage() {
  const params = useParams({ from: '/operator/listings/$integration' });
  const review = useQuery(read('reviewListing', { params }));
  return (
    <Page
      title={review.data?.listing.integration.name ?? params.integration}
      above={
        <Link to="/operator/listings" className="text-accent underline">
          Listings
        </Link>
      }
      actions={review.data && <DecideListing {...review.data} />}
    >
      <OperatorPages />
      <QueryView query={review} rows={6}>
        {(data) => <Reviewed {...data} />}
      </QueryView>
    </Page>
  );
}

function Reviewed({ listing, changes }: Review) {
  const { products, others } = apartFromProducts(changes);
  const { state, since, reason, note, team, integration, approvedAt, installations } = listing;
  return (
    <>
      <Facts
        facts={[
          {
            name: 'State',
            value: (
              <>
                <ListingBadge state={state} /> <When at={since} />
              </>
            ),
          },
          { name: 'Published by', value: `${integration.developer}, team ${team.slug ?? team.id}` },
          { name: 'Installed', value: installations },
          {
            name: 'Approved',
            value: approvedAt === null ? 'Never' : <When at={approvedAt} />,
          },
          ...(note === null ? [] : [{ name: 'Its provider says', value: note }]),
          ...(reason === null ? [] : [{ name: 'Was refused or taken out for', value: reason }]),
        ]}
      />
      <Section title={approvedAt === null ? 'What it is' : 'What changed since it was approved'}>
        {changes.length === 0 ? (
          <p className="text-muted">Nothing: it is what was approved.</p>
        ) : (
          others.length > 0 && <ListingChanges changes={others} isNew={approvedAt === null} />
        )}
      </Section>
      {products.length > 0 && (
        <Section title={approvedAt === null ? 'Products' : 'New products'}>
          {products.map((product) => (
            <ReviewedProduct key={product.slug} product={product} />
          ))}
        </Section>
      )}
    </>
  );
}
