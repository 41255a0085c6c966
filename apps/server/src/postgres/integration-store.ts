import type { Integration, Product } from '@kontor/protocol/kontor';
import type {
  ApiScopes,
  InstallationKind,
  IntegrationCapabilities,
  IntegrationDetails,
  IntegrationId,
  MetadataSchema,
  ProductCapabilities,
  ProductDetails,
  ProductId,
  ReplSettings,
} from '@kontor/protocol/vocabulary';
import { violatedUnique } from './database.ts';
import type { Sql } from './sql.ts';

/** An integration as it is kept: its settings, without its products and its secret. */
export type StoredIntegration = Omit<Integration, 'products' | 'createdAt' | 'listing'> & {
  readonly ownerTeamId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export type StoredProduct = Product & {
  readonly integrationId: IntegrationId;
  readonly updatedAt: Date;
};

/** What of an integration is another one's already. */
export type Taken = 'slug' | 'name';

/** What providers publish, in PostgreSQL, on the connection that `sql` runs on. */
export function createIntegrationStore(sql: Sql) {
  const many = async (rest: string, ...values: unknown[]) =>
    (await sql<Row>(`${SELECT} ${rest}`, values)).map(integrationOf);
  const one = async (rest: string, ...values: unknown[]) => (await many(rest, ...values))[0];
  return {
    // an id holds an underscore and a slug never does, so one text cannot be both
    find: (named: string) => one('where integration_id = $1 or slug = $1', named),
    findOwned: (teamId: string, named: string) => one(OWNED, teamId, named),
    /** Reads it and keeps others from changing it or its products until the transaction ends. */
    lockOwned: (teamId: string, named: string) => one(`${OWNED} for update`, teamId, named),
    /** As {@link lockOwned}, whoever's it is. */
    lock: (named: string) => one('where integration_id = $1 or slug = $1 for update', named),
    listOwned: (teamId: string) =>
      many('where owner_team_id = $1 order by integration_id desc', teamId),
    /** All of the host, or the one of this id. */
    listAll: (id?: string) =>
      many('where $1::text is null or integration_id = $1 order by lower(name)', id ?? null),
    listMany: (ids: readonly string[]) =>
      many('where integration_id = any($1) order by lower(name)', ids),
    listPublished: () => many('where is_published order by lower(name), integration_id'),

    /** Where the provider of an integration is reached. */
    findBaseUrl: async (integrationId: string): Promise<string | undefined> => {
      const [row] = await sql<{ base_url: string }>(
        'select base_url from integration where integration_id = $1',
        [integrationId],
      );
      return row?.base_url;
    },

    /** Which team and integration an installation is of, and where its provider is reached. */
    findRoute: async (installationId: string): Promise<Route | undefined> => {
      const [row] = await sql<RouteRow>(
        `select g.integration_id, g.slug, g.base_url, r.team_id
         from installation_route r join integration g on g.integration_id = r.integration_id
         where r.installation_id = $1`,
        [installationId],
      );
      return (
        row && {
          id: row.integration_id,
          slug: row.slug,
          baseUrl: row.base_url,
          teamId: row.team_id,
        }
      );
    },

    /** Adds it, or answers what of it is taken. */
    insert: async (
      integration: StoredIntegration,
      sealedSecret: Buffer,
    ): Promise<Taken | undefined> => {
      const rows = await sql(
        `insert into integration (integration_id, owner_team_id, slug, client_secret, created_at,
           name, developer, short_description, category, overview, contact_email, base_url,
           redirect_login_url, webhook_url, website_url, eula_url, privacy_url,
           bills_per_installation, is_published, updated_at, capabilities, details, redirect_url,
           configuration_url, import_resource_url, openid_redirect_urls, api_scopes, kinds)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
           $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)
         on conflict do nothing returning integration_id`,
        [
          integration.id,
          integration.ownerTeamId,
          integration.slug,
          sealedSecret,
          integration.createdAt,
          ...changing(integration),
        ],
      );
      if (rows.length === 1) return undefined;
      return (await one('where slug = $1', integration.slug)) ? 'slug' : 'name';
    },

    /** Changes it, or answers false because its name is another one's: then nothing is changed. */
    save: (integration: StoredIntegration): Promise<boolean> => save(sql, integration),

    findClientSecret: async (integrationId: string): Promise<Buffer | undefined> => {
      const [row] = await sql<{ client_secret: Buffer }>(
        'select client_secret from integration where integration_id = $1',
        [integrationId],
      );
      return row?.client_secret;
    },

    saveClientSecret: async (integrationId: string, sealed: Buffer, at: Date): Promise<void> => {
      await sql(
        'update integration set client_secret = $2, updated_at = $3 where integration_id = $1',
        [integrationId, sealed, at],
      );
    },

    /** The products of some integrations, in the order in which they were added. */
    listProducts: async (integrationIds: readonly string[]): Promise<StoredProduct[]> => {
      const rows = await sql<ProductRow>(
        `select * from product where integration_id = any($1) order by created_at, product_id`,
        [integrationIds],
      );
      return rows.map(productOf);
    },

    /** Adds a product, or replaces the one of the same slug, which keeps its id. */
    putProduct: async (
      product: StoredProduct,
    ): Promise<{ readonly product: StoredProduct; readonly isNew: boolean }> => {
      const [row] = await sql<ProductRow>(
        `insert into product (product_id, integration_id, slug, name, short_description, tags,
           metadata_schema, capabilities, repl, created_at, updated_at, details)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)
         on conflict (integration_id, slug) do update set name = excluded.name,
           short_description = excluded.short_description, tags = excluded.tags,
           metadata_schema = excluded.metadata_schema, capabilities = excluded.capabilities,
           repl = excluded.repl, updated_at = excluded.updated_at, details = excluded.details
         returning *`,
        [
          product.id,
          product.integrationId,
          product.slug,
          product.name,
          product.shortDescription,
          product.tags,
          product.metadataSchema,
          product.capabilities,
          product.repl,
          product.updatedAt,
          product.details,
        ],
      );
      if (row === undefined) throw new Error('a product that was put is not answered');
      return { product: productOf(row), isNew: row.product_id === product.id };
    },
  };
}

async function save(sql: Sql, integration: StoredIntegration): Promise<boolean> {
  // a violated constraint ends a transaction; back at the savepoint, it goes on
  await sql('savepoint save_integration');
  try {
    await sql(
      `update integration set name = $2, developer = $3, short_description = $4, category = $5,
         overview = $6, contact_email = $7, base_url = $8, redirect_login_url = $9,
         webhook_url = $10, website_url = $11, eula_url = $12, privacy_url = $13,
         bills_per_installation = $14, is_published = $15, updated_at = $16,
         capabilities = $17, details = $18, redirect_url = $19, configuration_url = $20,
         import_resource_url = $21, openid_redirect_urls = $22, api_scopes = $23, kinds = $24
       where integration_id = $1`,
      [integration.id, ...changing(integration)],
    );
  } catch (error) {
    if (violatedUnique(error) !== 'integration_name_key') throw error;
    await sql('rollback to savepoint save_integration');
    return false;
  }
  await sql('release savepoint save_integration');
  return true;
}

const SELECT = `select integration_id, owner_team_id, slug, name, developer, short_description,
  category, overview, contact_email, base_url, redirect_login_url, webhook_url, website_url,
  eula_url, privacy_url, bills_per_installation, is_published, capabilities, created_at, updated_at,
  details, redirect_url, configuration_url, import_resource_url, openid_redirect_urls, api_scopes,
  kinds
  from integration`;
const OWNED = 'where owner_team_id = $1 and (integration_id = $2 or slug = $2)';

type Row = {
  integration_id: IntegrationId;
  owner_team_id: string;
  slug: string;
  name: string;
  developer: string;
  short_description: string;
  category: string;
  overview: string;
  contact_email: string;
  base_url: string;
  redirect_login_url: string | null;
  webhook_url: string | null;
  website_url: string | null;
  eula_url: string | null;
  privacy_url: string | null;
  bills_per_installation: boolean;
  is_published: boolean;
  capabilities: IntegrationCapabilities;
  details: IntegrationDetails;
  redirect_url: string | null;
  configuration_url: string | null;
  import_resource_url: string | null;
  openid_redirect_urls: string[];
  api_scopes: ApiScopes;
  kinds: InstallationKind[];
  created_at: Date;
  updated_at: Date;
};

/** What an installation's id leads to. */
type Route = {
  readonly id: IntegrationId;
  readonly slug: string;
  readonly baseUrl: string;
  readonly teamId: string;
};
type RouteRow = { integration_id: IntegrationId; slug: string; base_url: string; team_id: string };

type ProductRow = {
  product_id: ProductId;
  integration_id: IntegrationId;
  slug: string;
  name: string;
  short_description: string;
  tags: string[];
  metadata_schema: MetadataSchema;
  capabilities: ProductCapabilities;
  repl: ReplSettings | null;
  details: ProductDetails;
  updated_at: Date;
};

function changing(integration: StoredIntegration): unknown[] {
  return [
    integration.name,
    integration.developer,
    integration.shortDescription,
    integration.category,
    integration.overview,
    integration.contactEmail,
    integration.baseUrl,
    integration.redirectLoginUrl,
    integration.webhookUrl,
    integration.websiteUrl,
    integration.eulaUrl,
    integration.privacyUrl,
    integration.billsPerInstallation,
    integration.isPublished,
    integration.updatedAt,
    integration.capabilities,
    integration.details,
    integration.redirectUrl,
    integration.configurationUrl,
    integration.importResourceUrl,
    integration.openidRedirectUrls,
    integration.apiScopes,
    integration.kinds,
  ];
}

function integrationOf(row: Row): StoredIntegration {
  return {
    id: row.integration_id,
    ownerTeamId: row.owner_team_id,
    slug: row.slug,
    name: row.name,
    developer: row.developer,
    shortDescription: row.short_description,
    category: row.category,
    overview: row.overview,
    contactEmail: row.contact_email,
    baseUrl: row.base_url,
    redirectLoginUrl: row.redirect_login_url,
    webhookUrl: row.webhook_url,
    websiteUrl: row.website_url,
    eulaUrl: row.eula_url,
    privacyUrl: row.privacy_url,
    billsPerInstallation: row.bills_per_installation,
    isPublished: row.is_published,
    capabilities: row.capabilities,
    details: row.details,
    redirectUrl: row.redirect_url,
    configurationUrl: row.configuration_url,
    importResourceUrl: row.import_resource_url,
    openidRedirectUrls: row.openid_redirect_urls,
    apiScopes: row.api_scopes,
    kinds: row.kinds,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function productOf(row: ProductRow): StoredProduct {
  return {
    id: row.product_id,
    integrationId: row.integration_id,
    slug: row.slug,
    name: row.name,
    shortDescription: row.short_description,
    tags: row.tags,
    metadataSchema: row.metadata_schema,
    capabilities: row.capabilities,
    repl: row.repl,
    details: row.details,
    updatedAt: row.updated_at,
  };
}
