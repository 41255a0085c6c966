import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { teamRoute } from '../../root-route.tsx';
import { word } from '../../ui/search-word.ts';
import { type Step, stepIn } from '../../ui/usage/steps.ts';

/** Of what the overview tells. */
type Part = {
  readonly installation?: string | undefined;
  readonly project?: string | undefined;
  readonly per?: Step | undefined;
};

/** Which invoices are listed. */
type Which = { readonly state?: string | undefined; readonly before?: string | undefined };

export const billingRoutes = [
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'billing',
    validateSearch: ({ installation, project, per }): Part => ({
      installation: word(installation),
      project: word(project),
      per: stepIn(per),
    }),
    component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'billing/invoices',
    validateSearch: ({ state, before }): Which => ({ state: word(state), before: word(before) }),
    component: lazyRouteComponent(() => import('./invoices-page.tsx'), 'InvoicesPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'billing/invoices/$invoice',
    component: lazyRouteComponent(() => import('./invoice-page.tsx'), 'InvoicePage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'billing/balances',
    component: lazyRouteComponent(() => import('./balances-page.tsx'), 'BalancesPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'billing/top-ups',
    component: lazyRouteComponent(() => import('./top-ups-page.tsx'), 'TopUpsPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'billing/limits',
    component: lazyRouteComponent(() => import('./limits-page.tsx'), 'LimitsPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'billing/payment-methods',
    component: lazyRouteComponent(() => import('./payment-methods-page.tsx'), 'PaymentMethodsPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'billing/clock',
    component: lazyRouteComponent(() => import('./clock-page.tsx'), 'ClockPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'billing/details',
    component: lazyRouteComponent(() => import('./details-page.tsx'), 'DetailsPage'),
  }),
] as const;
