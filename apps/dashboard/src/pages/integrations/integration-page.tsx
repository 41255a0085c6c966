import type { Integration } from '@kontor/protocol/kontor';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../shell/use-team.ts';
import { buttonLook } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { Table } from '../../ui/table.tsx';
import { Addresses } from './addresses.tsx';
import { Credentials } from './credentials.tsx';
import { IntegrationFrame, useIntegrationParams } from './integration-frame.tsx';
import { ListingSection } from './listing-section.tsx';
import { TryIt } from './try-it.tsx';

/** One integration at a glance: whether it is published, what works, and with what it signs in. */
export function IntegrationPage() {
  return (
    <IntegrationFrame>
      {(integration) => (
        <>
          <ListingSection integration={integration} />
          <Addresses integration={integration} />
          <Products integration={integration} />
          <TryIt integration={integration} />
          <Credentials integration={integration} />
        </>
      )}
    </IntegrationFrame>
  );
}

type Of = { readonly integration: Integration };

function Products({ integration: { products } }: Of) {
  const params = useIntegrationParams();
  const may = useMay();
  return (
    <Section
      title="Products"
      actions={
        may('integration:manage') && (
          <Link
            to="/t/$team/integrations/$integration/new-product"
            params={params}
            className={buttonLook()}
          >
            New product
          </Link>
        )
      }
    >
      {products.length === 0 ? (
        <p className="text-muted">
          None yet. Without one, teams can install the integration and make nothing of it.
        </p>
      ) : (
        <Table
          label="Products"
          rows={products}
          keyOf={({ id }) => id}
          columns={[
            {
              name: 'Name',
              cell: ({ name, slug }) => (
                <Link
                  to="/t/$team/integrations/$integration/products/$product"
                  params={{ ...params, product: slug }}
                  className="text-accent underline"
                >
                  {name}
                </Link>
              ),
            },
            { name: 'Slug', cell: ({ slug }) => <code>{slug}</code> },
            {
              name: 'Fields of the form',
              cell: ({ metadataSchema }) => Object.keys(metadataSchema.properties ?? {}).join(', '),
            },
          ]}
        />
      )}
    </Section>
  );
}
