import type { Product } from '@kontor/protocol/kontor';
import { useParams } from '@tanstack/react-router';
import { Empty } from '../../ui/empty.tsx';
import { IntegrationFrame } from './integration-frame.tsx';
import { ProductEditor } from './product-editor.tsx';

/** A product as its provider describes it. */
export function ProductPage() {
  const { product: slug } = useParams({
    from: '/t/$team/integrations/$integration/products/$product',
  });
  return (
    <IntegrationFrame title={slug}>
      {({ products }) => {
        const product = products.find((each) => each.slug === slug);
        if (product === undefined) {
          return <Empty title="This is not here">There is no product “{slug}”.</Empty>;
        }
        return <ProductEditor key={product.id} known={product} />;
      }}
    </IntegrationFrame>
  );
}

/** A product that is not there yet. */
export function NewProductPage() {
  return (
    <IntegrationFrame title="new product">
      {() => <ProductEditor known={nothing} />}
    </IntegrationFrame>
  );
}

/** A form to begin with, so that nobody begins with an empty page. */
const nothing: Omit<Product, 'id'> = {
  slug: '',
  name: '',
  shortDescription: '',
  tags: [],
  metadataSchema: {
    type: 'object',
    properties: {
      region: {
        type: 'string',
        'ui:control': 'select',
        'ui:label': 'Region',
        'ui:options': [{ value: 'fra1', label: 'Frankfurt' }],
      },
    },
    required: ['region'],
  },
  capabilities: {},
  repl: null,
  details: {},
};
