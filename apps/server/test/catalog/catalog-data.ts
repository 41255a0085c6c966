import type { Installation } from '@kontor/core';
import { beginInstallation } from '@kontor/core';
import {
  installationId,
  integrationId,
  type ProductId,
  productId,
  teamId,
} from '@kontor/protocol/vocabulary';
import { mintId, randomText } from '../../src/ids.ts';
import type { Database } from '../../src/postgres/database.ts';
import { installationStore } from '../../src/postgres/installation-store.ts';
import {
  createIntegrationStore,
  type StoredIntegration,
  type StoredProduct,
} from '../../src/postgres/integration-store.ts';

const at = new Date('2026-01-01T00:00:00Z');

/** An integration of which the test says only what it is about. */
export async function addIntegration(
  { read }: Pick<Database, 'read'>,
  told: Partial<StoredIntegration> = {},
): Promise<StoredIntegration> {
  const slug = `i-${randomText(10).toLowerCase()}`;
  const integration: StoredIntegration = {
    id: integrationId.parse(mintId('integration')),
    ownerTeamId: mintId('team'),
    slug,
    name: `Acme ${slug}`,
    developer: 'Acme Ltd',
    shortDescription: 'What it is',
    category: 'Databases',
    overview: '',
    contactEmail: 'dev@acme.example',
    baseUrl: 'https://acme.example',
    redirectLoginUrl: null,
    webhookUrl: null,
    websiteUrl: null,
    eulaUrl: null,
    privacyUrl: null,
    billsPerInstallation: false,
    redirectUrl: null,
    configurationUrl: null,
    importResourceUrl: null,
    openidRedirectUrls: [],
    apiScopes: {},
    kinds: ['native'],
    capabilities: {},
    details: {},
    isPublished: false,
    createdAt: at,
    updatedAt: at,
    ...told,
  };
  const taken = await createIntegrationStore(read).insert(integration, Buffer.alloc(0));
  if (taken) throw new Error(`another integration has the ${taken} of ${integration.slug}`);
  return integration;
}

/** Changes a row behind the host's back, as another process would. */
export async function setIntegration(
  { read }: Pick<Database, 'read'>,
  id: string,
  values: { readonly name?: string; readonly is_published?: boolean },
): Promise<void> {
  for (const [column, value] of Object.entries(values)) {
    await read(`update integration set ${column} = $2 where integration_id = $1`, [id, value]);
  }
}

export async function addProduct(
  { read }: Pick<Database, 'read'>,
  integration: StoredIntegration['id'],
  slug: string,
): Promise<StoredProduct & { id: ProductId }> {
  const { product } = await createIntegrationStore(read).putProduct({
    id: productId.parse(mintId('product')),
    integrationId: integration,
    slug,
    name: `Product ${slug}`,
    shortDescription: '',
    tags: [],
    metadataSchema: { type: 'object', properties: {} },
    capabilities: {},
    repl: null,
    details: {},
    updatedAt: at,
  });
  return product;
}

export async function addInstallation(
  database: Database,
  {
    teamId: team,
    integrationId: integration,
    ...told
  }: Partial<Omit<Installation, 'teamId' | 'integrationId'>> & {
    teamId: string;
    integrationId: string;
  },
): Promise<Installation> {
  const begun = beginInstallation(
    {
      id: installationId.parse(mintId('installation')),
      teamId: teamId.parse(team),
      integrationId: integrationId.parse(integration),
      kind: 'native',
      acceptedPolicies: {},
      installedBy: null,
    },
    at,
  );
  const installation: Installation = { ...begun, lifecycle: 'installed', status: 'ready', ...told };
  await database.transact(async (sql) => {
    const store = installationStore(sql, team);
    await store.insert(installation);
    await store.save(installation);
  });
  return installation;
}
