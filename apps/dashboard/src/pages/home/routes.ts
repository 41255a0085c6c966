import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute, teamRoute } from '../../root-route.tsx';

/** Where people arrive: at the start, and in a team. */
export const homeRoutes = {
  outside: [
    createRoute({
      getParentRoute: () => rootRoute,
      path: '/',
      component: lazyRouteComponent(() => import('./start-page.tsx'), 'StartPage'),
    }),
  ],
  inTeam: [
    createRoute({
      getParentRoute: () => teamRoute,
      path: '/',
      component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
    }),
  ],
} as const;
