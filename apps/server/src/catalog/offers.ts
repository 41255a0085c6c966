import { createIntegrationStore, type StoredIntegration } from '../postgres/integration-store.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Offer } from './views.ts';

/** Adds to each integration its products, with one question for all. */
export async function withProducts(
  sql: Sql,
  integrations: readonly StoredIntegration[],
): Promise<readonly Offer[]> {
  const ids = integrations.map(({ id }) => id);
  const products = await createIntegrationStore(sql).listProducts(ids);
  const byIntegration = Map.groupBy(products, ({ integrationId }) => integrationId);
  return integrations.map((integration) => ({
    integration,
    products: byIntegration.get(integration.id) ?? [],
  }));
}

/** One integration with its products. */
export async function offerOf(sql: Sql, integration: StoredIntegration): Promise<Offer> {
  const products = await createIntegrationStore(sql).listProducts([integration.id]);
  return { integration, products };
}
