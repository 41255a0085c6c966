import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { teamRoute } from '../../root-route.tsx';

export const installationRoutes = [
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'installations/$installation',
    component: lazyRouteComponent(() => import('./installation-page.tsx'), 'InstallationPage'),
  }),
] as const;
