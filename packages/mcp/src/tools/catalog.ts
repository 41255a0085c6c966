import { kontorEndpoints, type Listing } from '@kontor/protocol/kontor';
import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import * as z from 'zod';
import { findInstallation, findListing, productOf } from '../find.ts';
import * as input from '../inputs.ts';
import { providerText } from '../provider-text.ts';
import { Refused } from '../refused.ts';
import { tool } from '../tool.ts';

export const searchCatalog = tool({
  name: 'search_catalog',
  title: 'Search the catalogue',
  description:
    'Lists integrations that can be installed, with their products. Begin here when something such as a database is needed.',
  effect: 'reads',
  input: {
    search: z.string().max(100).optional().describe('Words to look for.'),
    category: z.string().max(64).optional().describe('Only this category.'),
  },
  run: async (query, { call }) => {
    const { body } = await call(kontorEndpoints.listCatalog, { query });
    return { integrations: body.integrations.map(summaryOf) };
  },
});

export const showIntegration = tool({
  name: 'show_integration',
  title: 'Show an integration',
  description:
    'Shows an integration whole: its products with the form that each takes (metadataSchema), the policies a person accepts on installing, and whether the team has installed it.',
  effect: 'reads',
  input: { integration: input.integration, team: input.team },
  run: async ({ integration, team }, desk) => {
    const listing = await findListing(desk, integration);
    const inTeam = await desk.team(team);
    const installation = await findInstallation(desk, { team: inTeam, listing });
    return {
      ...summaryOf(listing),
      overview: providerText(listing.overview),
      policies: listing.policies,
      policyPages: { eula: listing.eulaUrl, privacy: listing.privacyUrl },
      installationId: installation?.id ?? null,
      page: desk.pageAt(`/catalog/${listing.slug}`),
      products: listing.products.map((product) => ({
        ...productOfListing(product),
        metadataSchema: product.metadataSchema,
        takesCommands: product.repl !== null,
      })),
    };
  },
});

export const explainPlans = tool({
  name: 'explain_plans',
  title: 'Explain plans',
  description:
    'Asks the provider which plans a product has now and what each costs. Costs are in US dollars, as the provider states them.',
  effect: 'reads',
  input: {
    integration: input.integration,
    product: input.product,
    metadata: input.metadata,
    team: input.team,
  },
  run: async ({ integration, product, metadata, team }, desk) => {
    const listing = await findListing(desk, integration);
    const { body } = await desk.call(kontorEndpoints.listCatalogPlans, {
      params: {
        team: await desk.team(team),
        integration: listing.slug,
        product: productOf(listing, product).slug,
      },
      query: Object.keys(metadata).length === 0 ? {} : { metadata: JSON.stringify(metadata) },
    });
    return { plans: body.plans.map(planOf) };
  },
});

export const readGuide = tool({
  name: 'read_guide',
  title: 'Read a guide',
  description:
    'Reads how a product is used in code with a framework, step by step, as its provider wrote it. Without a framework, names those there are guides for.',
  effect: 'reads',
  input: {
    integration: input.integration,
    product: input.product,
    framework: z.string().max(128).optional().describe('Such as nextjs, as the list names it.'),
  },
  run: async ({ integration, product, framework }, desk) => {
    const listing = await findListing(desk, integration);
    const { slug, details } = productOf(listing, product);
    const { guides = [], snippets = [], agentSkills = [] } = details;
    const wanted = guides.filter(
      (guide) => framework?.toLowerCase() === guide.framework.toLowerCase(),
    );
    if (framework !== undefined && wanted.length === 0) {
      const candidates = guides.map((guide) => guide.framework);
      throw new Refused('guide_not_found', `There is no guide for '${framework}'.`, { candidates });
    }
    return {
      product: slug,
      frameworks: guides.map((guide) => providerText(guide.framework)),
      guides: wanted.map(({ title, steps }) => ({
        title: providerText(title),
        steps: steps.map((step) => ({
          title: providerText(step.title),
          content: providerText(step.content),
        })),
      })),
      snippets: snippets.map(({ name, language, content }) => ({
        name: providerText(name),
        language,
        content: providerText(content),
      })),
      furtherGuides: agentSkills.map(providerText),
    };
  },
});

function summaryOf({ slug, name, developer, category, shortDescription, products }: Listing) {
  return {
    integration: slug,
    name,
    developer,
    category,
    about: providerText(shortDescription),
    products: products.map(productOfListing),
  };
}

function productOfListing({ slug, name, shortDescription }: Listing['products'][number]) {
  return { product: slug, name, about: providerText(shortDescription) };
}

/** A plan in the words that help to choose. */
export function planOf(plan: ResolvedBillingPlan) {
  return {
    id: plan.id,
    name: plan.name,
    type: plan.type,
    scope: plan.scope,
    cost: plan.cost ?? null,
    needsPaymentMethod: plan.paymentMethodRequired,
    canBeChosen: plan.disabled !== true,
    minimumAmount: plan.minimumAmount ?? null,
    maximumAmount: plan.maximumAmount ?? null,
    holdOnPaymentMethod: plan.preauthorizationAmount ?? null,
    effectiveDate: plan.effectiveDate ?? null,
    description: providerText(plan.description),
    details: [...(plan.highlightedDetails ?? []), ...(plan.details ?? [])].map(({ label, value }) =>
      providerText(value === undefined ? label : `${label}: ${value}`),
    ),
  };
}
