import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { teamRoute } from '../../root-route.tsx';
import { whichDeliveries } from '../../ui/deliveries/which-deliveries.ts';

/** How a team is set up. */
export const settingsRoutes = [
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'settings',
    component: lazyRouteComponent(() => import('./team-page.tsx'), 'TeamPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'settings/members',
    component: lazyRouteComponent(() => import('./members-page.tsx'), 'MembersPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'settings/tokens',
    component: lazyRouteComponent(() => import('./team-tokens-page.tsx'), 'TeamTokensPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'settings/webhooks',
    component: lazyRouteComponent(() => import('./team-webhooks-page.tsx'), 'TeamWebhooksPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'settings/webhooks/$receiver',
    validateSearch: whichDeliveries,
    component: lazyRouteComponent(() => import('./receiver-page.tsx'), 'ReceiverPage'),
  }),
] as const;
