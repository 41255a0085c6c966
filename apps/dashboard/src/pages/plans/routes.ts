import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { teamRoute } from '../../root-route.tsx';

/** A plan outlives its project, and comes before it. */
export const planRoutes = [
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'plans/$plan',
    component: lazyRouteComponent(() => import('./plan-page.tsx'), 'PlanPage'),
  }),
] as const;
