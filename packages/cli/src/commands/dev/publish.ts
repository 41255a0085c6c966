import * as integrationEndpoints from '@kontor/protocol/kontor/integration';
import * as listingEndpoints from '@kontor/protocol/kontor/listing';
import type { Call } from '../../host/endpoint-types.ts';
import type { DevFile } from './dev-file.ts';
import { PROVIDER_TEAM } from './provider-team.ts';
import { type DevRegistration, noForm } from './registration.ts';

type Integration = NonNullable<DevFile['integration']>;

export type ProviderAt = {
  readonly registration: DevRegistration;
  /** Where the provider listens. */
  readonly baseUrl: string;
};

/** Puts the integration into the catalogue as its file says, or changes what is there. */
export async function publish(
  call: Call,
  { registration, baseUrl, known }: ProviderAt & { readonly known: Integration | undefined },
): Promise<Integration> {
  const { slug } = registration;
  const params = { team: PROVIDER_TEAM.slug };
  const { body } = await call(integrationEndpoints.listIntegrations, { params });
  const existing = body.integrations.find((each) => each.slug === slug);
  const settings = settingsOf(registration, baseUrl);
  const integration = existing
    ? { id: existing.id, slug, clientSecret: await secretOf(call, existing.id, known) }
    : await register(call, { slug, ...settings });
  const at = { ...params, integration: integration.id };
  if (existing) await call(integrationEndpoints.updateIntegration, { params: at, body: settings });
  for (const { slug: product, name = product, ...form } of registration.products) {
    const { metadataSchema = noForm, capabilities, repl = null } = form;
    await call(integrationEndpoints.putProduct, {
      params: { ...at, product },
      body: { name, metadataSchema, capabilities, repl },
    });
  }
  await call(listingEndpoints.submitListing, { params: at, body: {} });
  return integration;
}

function settingsOf(registered: DevRegistration, baseUrl: string) {
  const { slug, name = slug, billsPerInstallation, capabilities } = registered;
  const addressOf = (stated: string | undefined) =>
    stated === undefined ? null : stated.startsWith('/') ? baseUrl + stated : stated;
  return {
    name,
    developer: name,
    shortDescription: 'A provider under development',
    category: 'Databases',
    contactEmail: 'provider@acme.localhost',
    baseUrl,
    webhookUrl: addressOf(registered.webhookUrl),
    redirectLoginUrl: addressOf(registered.redirectLoginUrl),
    billsPerInstallation,
    capabilities,
  };
}

async function register(
  call: Call,
  body: ReturnType<typeof settingsOf> & { slug: string },
): Promise<Integration> {
  const created = await call(integrationEndpoints.createIntegration, {
    params: { team: PROVIDER_TEAM.slug },
    body,
  });
  const { id, slug } = created.body.integration;
  return { id, slug, clientSecret: created.body.clientSecret };
}

/** A client secret is shown once; one that was not kept in time is replaced. */
async function secretOf(call: Call, id: string, known: Integration | undefined): Promise<string> {
  if (known?.id === id) return known.clientSecret;
  const params = { team: PROVIDER_TEAM.slug, integration: id };
  const { body } = await call(integrationEndpoints.rotateClientSecret, { params });
  return body.clientSecret;
}
