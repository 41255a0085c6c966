import {
  answerOf,
  type CatalogIntegration,
  type CatalogProduct,
  ok,
  type PlanSource,
  type Refusal,
  type Result,
  refuse,
  requireNative,
} from '@kontor/core';
import {
  type InstallationId,
  type IntegrationId,
  installationId,
  type ResolvedBillingPlan,
  teamId,
} from '@kontor/protocol/vocabulary';
import { readMetadataQuery } from '../http/routes/metadata-query.ts';
import { installationStore } from '../postgres/installation-store.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Catalog } from './catalog-reader.ts';
import { isHeldBy } from './team-catalog.ts';

export type ProductPlansPorts = {
  readonly read: Sql;
  readonly catalog: Pick<Catalog, 'find'>;
  readonly plans: Pick<PlanSource, 'forProduct'>;
};

export type PlansQuestion = {
  readonly team: string;
  readonly integration: string;
  readonly product: string;
  /** The form so far, as JSON text. */
  readonly metadata: string | undefined;
  /** The installation to ask for; without one, the team's present one. */
  readonly installation?: string | undefined;
};

/** What a product costs a team now, in the words of its provider. @see spec/concepts.md — C11 */
export async function productPlans(
  { read, catalog, plans }: ProductPlansPorts,
  { team, installation, ...question }: PlansQuestion,
): Promise<Result<ResolvedBillingPlan[], Refusal>> {
  const offered = await offeredTo({ read, catalog }, team, question);
  if (!offered.ok) return offered;
  const metadata = readMetadataQuery(question.metadata);
  if (!metadata.ok) return metadata;
  const { integration, product } = offered.value;
  const account = await accountFor(read, team, { integrationId: integration.id, installation });
  if (!account.ok) return account;
  const asked = answerOf(
    await plans.forProduct({
      teamId: teamId.parse(team),
      integrationId: integration.id,
      installationId: account.value,
      product: product.slug,
      metadata: metadata.value ?? {},
    }),
  );
  return asked.ok ? ok([...asked.value]) : asked;
}

type Named = { readonly integration: string; readonly product: string };
export type Offered = {
  readonly integration: CatalogIntegration;
  readonly product: CatalogProduct;
};

/** What a team may use: everything that is published, what it publishes itself, and what it has installed. */
export async function offeredTo(
  { read, catalog }: Pick<ProductPlansPorts, 'read' | 'catalog'>,
  team: string,
  named: Named,
): Promise<Result<Offered, Refusal>> {
  const integration = await catalog.find(named.integration);
  if (integration === undefined) return notInCatalog(named.integration);
  const { id, isPublished, ownerTeamId } = integration;
  const isOffered = isPublished || ownerTeamId === team || (await isHeldBy(read, team, id));
  if (!isOffered) return notInCatalog(named.integration);
  const product = integration.products.find(
    ({ id, slug }) => id === named.product || slug === named.product,
  );
  if (product !== undefined) return ok({ integration, product });
  const slugs = integration.products.map(({ slug }) => slug);
  return refuse(
    'product_not_found',
    `There is no product '${named.product}' in ${integration.name}. It offers: ${slugs.join(', ') || 'nothing'}.`,
    { offered: slugs },
  );
}

type Account = {
  readonly integrationId: IntegrationId;
  readonly installation: string | undefined;
};

/** Only an account that the provider has opened may be named to it. */
async function accountFor(
  read: Sql,
  team: string,
  { integrationId, installation }: Account,
): Promise<Result<InstallationId | null, Refusal>> {
  const store = installationStore(read, team);
  if (installation === undefined) {
    const current = await store.findCurrent(integrationId, 'native');
    return ok(current?.lifecycle === 'installed' ? current.id : null);
  }
  const id = installationId.safeParse(installation);
  const found = id.success ? await store.find(id.data) : undefined;
  if (found?.integrationId !== integrationId || found.lifecycle !== 'installed') {
    return refuse(
      'installation_not_found',
      `There is no installation '${installation}' of this integration in this team.`,
    );
  }
  const native = requireNative(installation, found);
  return native.ok ? ok(native.value.id) : native;
}

export function notInCatalog(named: string) {
  return refuse('integration_not_found', `There is no integration '${named}' in the catalogue.`);
}
