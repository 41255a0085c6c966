import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { teamRoute } from '../../root-route.tsx';
import { whichDeliveries } from '../../ui/deliveries/which-deliveries.ts';
import { word } from '../../ui/search-word.ts';
import { whichCalls } from './which-calls.ts';

/** Which installations are listed. */
type WhichInstallations = {
  readonly state?: 'current' | 'former' | undefined;
  readonly search?: string | undefined;
};

/** Which invoices are listed. */
type WhichInvoices = {
  readonly state?: string | undefined;
  readonly tests?: 'only' | 'none' | undefined;
};

export const integrationRoutes = [
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'integrations',
    component: lazyRouteComponent(() => import('./integrations-page.tsx'), 'IntegrationsPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'integrations/$integration',
    component: lazyRouteComponent(() => import('./integration-page.tsx'), 'IntegrationPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'integrations/$integration/settings',
    component: lazyRouteComponent(() => import('./settings-page.tsx'), 'SettingsPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'integrations/$integration/new-product',
    component: lazyRouteComponent(() => import('./product-page.tsx'), 'NewProductPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'integrations/$integration/products/$product',
    component: lazyRouteComponent(() => import('./product-page.tsx'), 'ProductPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'integrations/$integration/calls',
    validateSearch: whichCalls,
    component: lazyRouteComponent(() => import('./calls-page.tsx'), 'CallsPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'integrations/$integration/webhooks',
    validateSearch: whichDeliveries,
    component: lazyRouteComponent(() => import('./webhooks-page.tsx'), 'WebhooksPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'integrations/$integration/installations',
    validateSearch: ({ state, search }): WhichInstallations => ({
      state: state === 'current' || state === 'former' ? state : undefined,
      search: word(search),
    }),
    component: lazyRouteComponent(
      () => import('./installations-of-provider.tsx'),
      'InstallationsOfProvider',
    ),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'integrations/$integration/installations/$installation',
    component: lazyRouteComponent(
      () => import('./installation-of-provider.tsx'),
      'InstallationOfProvider',
    ),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'integrations/$integration/invoices',
    validateSearch: ({ state, tests }): WhichInvoices => ({
      state: word(state),
      tests: tests === 'only' || tests === 'none' ? tests : undefined,
    }),
    component: lazyRouteComponent(() => import('./invoices-of-provider.tsx'), 'InvoicesOfProvider'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'integrations/$integration/earnings',
    component: lazyRouteComponent(() => import('./earnings-page.tsx'), 'EarningsPage'),
  }),
] as const;
