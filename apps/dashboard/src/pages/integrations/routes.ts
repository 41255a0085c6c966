import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { teamRoute } from '../../root-route.tsx';
import { whichDeliveries } from '../../ui/deliveries/which-deliveries.ts';
import { word } from '../../ui/search-word.ts';
import { type Step, stepIn } from '../../ui/usage/steps.ts';
import { type WhichTests, whichTests } from '../../ui/which-tests.ts';
import { whichCalls } from './which-calls.ts';

/** Which installations are listed. */
type WhichInstallations = {
  readonly state?: 'current' | 'former' | undefined;
  readonly search?: string | undefined;
};

/** Which invoices are listed. */
type WhichInvoices = {
  readonly state?: string | undefined;
  readonly tests?: WhichTests;
};

/** Which usage is drawn, and by what. */
type WhichUsage = {
  readonly per?: Step | undefined;
  readonly tests?: WhichTests;
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
    path: 'integrations/$integration/usage',
    validateSearch: ({ per, tests }): WhichUsage => ({
      per: stepIn(per),
      tests: whichTests(tests),
    }),
    component: lazyRouteComponent(() => import('./usage-page.tsx'), 'UsagePage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'integrations/$integration/invoices',
    validateSearch: ({ state, tests }): WhichInvoices => ({
      state: word(state),
      tests: whichTests(tests),
    }),
    component: lazyRouteComponent(() => import('./invoices-of-provider.tsx'), 'InvoicesOfProvider'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'integrations/$integration/earnings',
    component: lazyRouteComponent(() => import('./earnings-page.tsx'), 'EarningsPage'),
  }),
] as const;
