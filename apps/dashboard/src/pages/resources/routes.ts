import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { teamRoute } from '../../root-route.tsx';
import { type Step, stepIn } from '../../ui/usage/steps.ts';

export const resourceRoutes = [
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'resources',
    component: lazyRouteComponent(() => import('./resources-page.tsx'), 'ResourcesPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'resources/$resource',
    validateSearch: ({ per }): { readonly per?: Step | undefined } => ({ per: stepIn(per) }),
    component: lazyRouteComponent(() => import('./resource-page.tsx'), 'ResourcePage'),
  }),
] as const;
