import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { teamRoute } from '../../root-route.tsx';

export const projectRoutes = [
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'projects',
    component: lazyRouteComponent(() => import('./projects-page.tsx'), 'ProjectsPage'),
  }),
] as const;
