import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute, teamRoute } from '../../root-route.tsx';
import { word } from '../../ui/search-word.ts';

/** Where people arrive: at the start, and in a team. */
export const homeRoutes = {
  outside: [
    createRoute({
      getParentRoute: () => rootRoute,
      path: '/',
      // whether another team is made than those that one has
      validateSearch: ({ new: wanted }): { readonly new?: string | undefined } => ({
        new: word(wanted),
      }),
      component: lazyRouteComponent(() => import('./start-page.tsx'), 'StartPage'),
    }),
    createRoute({
      getParentRoute: () => rootRoute,
      path: '/installations/$installation',
      component: lazyRouteComponent(() => import('./found-pages.tsx'), 'FoundInstallationPage'),
    }),
    createRoute({
      getParentRoute: () => rootRoute,
      path: '/projects/$project',
      component: lazyRouteComponent(() => import('./found-pages.tsx'), 'FoundProjectPage'),
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
