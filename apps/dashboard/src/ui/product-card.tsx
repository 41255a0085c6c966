import type { ResolvedBillingPlan } from '@kontor/protocol';
import type { Product } from '@kontor/protocol/kontor';
import type { ReactNode } from 'react';
import { Badge } from './badge.tsx';
import { Logo } from './logo.tsx';
import { ProblemNote } from './note.tsx';
import { PlanFacts } from './plan-choice.tsx';
import { Skeleton } from './skeleton.tsx';

/** A product with its plans. The provider is asked for them now, and may be away; the rest shows anyway. */
export function ProductCard({
  product,
  logoUrl,
  plans,
  children,
}: {
  readonly product: Pick<Product, 'name' | 'shortDescription' | 'tags'>;
  readonly logoUrl: string | undefined;
  readonly plans: {
    readonly data: { readonly plans: readonly ResolvedBillingPlan[] } | undefined;
    readonly error: Error | null;
  };
  readonly children?: ReactNode;
}) {
  return (
    <article className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4">
      <div className="flex items-center gap-3">
        <Logo url={logoUrl} name={product.name} />
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
      {children}
    </article>
  );
}
