import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { teamRoute } from '../../root-route.tsx';
import { word } from '../../ui/search-word.ts';

type Search = { readonly search?: string | undefined; readonly category?: string | undefined };

export const catalogRoutes = [
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'catalog',
    validateSearch: ({ search, category }: Record<string, unknown>): Search => ({
      search: word(search),
      category: word(category),
    }),
    component: lazyRouteComponent(() => import('./catalog-page.tsx'), 'CatalogPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'catalog/$integration',
    component: lazyRouteComponent(() => import('./listing-page.tsx'), 'ListingPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'catalog/$integration/new',
    validateSearch: ({
      product,
    }: Record<string, unknown>): { readonly product?: string | undefined } => ({
      product: word(product),
    }),
    component: lazyRouteComponent(() => import('./create-page.tsx'), 'CreatePage'),
  }),
] as const;
