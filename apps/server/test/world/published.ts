import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type * as z from 'zod';
import type { World } from './world.ts';

type Product = { readonly slug: string } & z.input<typeof k.putProduct.request>;

type Publishing = {
  readonly slug: string;
  readonly baseUrl: string;
  readonly products: readonly Product[];
  readonly webhookUrl?: string;
};

/** Registers a provider that runs by itself, puts it into the catalogue, and answers what it has to know. */
export async function publish(world: World, { products, ...registered }: Publishing) {
  const params = { team: world.team };
  const made = await world.owner.api(k.createIntegration, {
    params,
    body: {
      name: registered.slug,
      developer: 'A developer',
      shortDescription: 'Runs by itself',
      category: 'Databases',
      contactEmail: 'dev@provider.test',
      eulaUrl: 'https://provider.test/eula',
      ...registered,
    },
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.error));
  const { integration, clientSecret } = made.body;
  for (const { slug, ...product } of products) {
    const { status, error } = await world.owner.api(k.putProduct, {
      params: { ...params, integration: integration.id, product: slug },
      body: product,
    });
    if (status > 299) throw new Error(JSON.stringify(error));
  }
  await world.owner.api(k.updateIntegration, {
    params: { ...params, integration: integration.id },
    body: { isPublished: true },
  });
  return { clientId: integration.id, clientSecret };
}

/** Installs it, and answers the id of the installation. */
export async function installed(world: World, slug: string): Promise<string> {
  const { status, body, error } = await world.owner.api(k.install, {
    params: { team: world.team },
    body: { integration: slug, acceptedPolicies: ['toc', 'eula'] },
  });
  if (status !== 201) throw new Error(JSON.stringify(error ?? body));
  return body.installation.id;
}
