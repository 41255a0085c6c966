import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { teamRoute } from '../../root-route.tsx';

type Search = { readonly search?: string; readonly category?: string };

export const catalogRoutes = [
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'catalog',
    validateSearch: ({ search, category }: Record<string, unknown>): Search => ({
      ...(typeof search === 'string' && search !== '' ? { search } : {}),
      ...(typeof category === 'string' && category !== '' ? { category } : {}),
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
    validateSearch: ({ product }: Record<string, unknown>): { readonly product?: string } =>
      typeof product === 'string' ? { product } : {},
    component: lazyRouteComponent(() => import('./create-page.tsx'), 'CreatePage'),
  }),
] as const;
