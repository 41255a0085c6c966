import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { teamRoute } from '../../root-route.tsx';

export const resourceRoutes = [
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'resources',
    component: lazyRouteComponent(() => import('./resources-page.tsx'), 'ResourcesPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'resources/$resource',
    component: lazyRouteComponent(() => import('./resource-page.tsx'), 'ResourcePage'),
  }),
] as const;
