import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { FormPreview } from '../../ui/metadata-form/form-preview.tsx';
import { ProductCard } from '../../ui/product-card.tsx';
import { nameOfField } from './listing-field.ts';
import type { NewProduct } from './new-products.ts';
import { isEmpty, Said } from './said.tsx';

const standsElsewhere = new Set(['name', 'shortDescription', 'tags', 'metadataSchema']);

/** A product as teams will see it, with its plans as the provider states them now, and what else it can do. */
export function ReviewedProduct({ product }: { readonly product: NewProduct }) {
  const { integration } = useParams({ from: '/operator/listings/$integration' });
  const { slug, shown, told } = product;
  const plans = useQuery(read('listReviewedPlans', { params: { integration, product: slug } }));
  const parts = Object.entries(told).filter(
    ([field, value]) => !standsElsewhere.has(field) && !isEmpty(value),
  );
  return (
    <ProductCard product={shown} logoUrl={shown.details.iconUrl} plans={plans}>
      <div className="grid grid-cols-1 gap-x-8 gap-y-3 sm:grid-cols-2">
        <div className="flex flex-col gap-3">
          <h4 className="font-medium">Its form</h4>
          <FormPreview schema={shown.metadataSchema} />
        </div>
        <dl className="flex flex-col gap-3">
          <div>
            <dt className="text-muted">Slug</dt>
            <dd>{slug}</dd>
          </div>
          {parts.map(([field, value]) => (
            <div key={field}>
              <dt className="text-muted">{nameOfField(field)}</dt>
              <dd>
                <Said value={value} />
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </ProductCard>
  );
}
