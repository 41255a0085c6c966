import type { Listing, Product } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { Badge } from '../../ui/badge.tsx';
import { Logo } from '../../ui/logo.tsx';
import { ProblemNote } from '../../ui/note.tsx';
import { PlanFacts } from '../../ui/plan-choice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

/** A product with its plans. The provider is asked for them now, and may be away; the rest shows anyway. */
export function ProductCard({
  listing,
  product,
  team,
}: {
  readonly listing: Listing;
  readonly product: Product;
  readonly team: string;
}) {
  const plans = useQuery({
    ...read('listCatalogPlans', {
      params: { team, integration: listing.id, product: product.slug },
      query: {},
    }),
    staleTime: 60_000,
  });
  return (
    <article className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4">
      <div className="flex items-center gap-3">
        <Logo url={product.details.iconUrl ?? listing.details.logoUrl} name={product.name} />
        <div className="min-w-0">
          <h3 className="font-semibold">{product.name}</h3>
          <p className="text-muted">{product.shortDescription}</p>
        </div>
      </div>
      {product.tags.length > 0 && (
        <p className="flex flex-wrap gap-2">
          {product.tags.map((tag) => (
            <Badge key={tag}>{tag}</Badge>
          ))}
        </p>
      )}
      {plans.data === undefined && plans.error === null && <Skeleton rows={1} />}
      <ProblemNote error={plans.error} />
      {plans.data !== undefined && (
        <ul aria-label={`Plans of ${product.name}`} className="grid gap-2 sm:grid-cols-3">
          {plans.data.plans.map((plan) => (
            <li key={plan.id} className="flex flex-col gap-1 rounded-md border border-line p-3">
              <span className="font-medium">{plan.name === '' ? plan.id : plan.name}</span>
              <PlanFacts plan={plan} />
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}
