import type {
  ApiScopes,
  InstallationKind,
  IntegrationCapabilities,
  IntegrationId,
  MetadataSchema,
  ProductCapabilities,
  ProductDetails,
  ProductId,
  ReplSettings,
} from '@kontor/protocol/vocabulary';

/** What use cases need to know of a product. */
export type CatalogProduct = {
  readonly id: ProductId;
  /** What the provider calls it. */
  readonly slug: string;
  readonly name: string;
  readonly metadataSchema: MetadataSchema;
  readonly capabilities: ProductCapabilities;
  readonly repl: ReplSettings | null;
  readonly details: ProductDetails;
};

/** What use cases need to know of an integration. */
export type CatalogIntegration = {
  readonly id: IntegrationId;
  readonly slug: string;
  readonly name: string;
  readonly eulaUrl: string | null;
  readonly privacyUrl: string | null;
  readonly billsPerInstallation: boolean;
  /** Which ways there are to install it. */
  readonly kinds: readonly InstallationKind[];
  /** What the token of a linked account is to be good for. */
  readonly apiScopes: ApiScopes;
  readonly isPublished: boolean;
  readonly ownerTeamId: string;
  readonly capabilities: IntegrationCapabilities;
  readonly products: readonly CatalogProduct[];
};

/** Integrations by id or slug. */
export type CatalogReader = (idOrSlug: string) => Promise<CatalogIntegration | undefined>;
