import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute, teamRoute } from '../../root-route.tsx';
import { word } from '../../ui/search-word.ts';

type TakeOverSearch = {
  readonly code?: string | undefined;
  /** The slug of the team that would take it over. */
  readonly team?: string | undefined;
  /** Where whoever made the link would like people to come back to. */
  readonly returnUrl?: string | undefined;
};

/** Handing things over to another team, and taking them over. The address of the latter is the protocol's. */
export const transferRoutes = {
  outside: [
    createRoute({
      getParentRoute: () => rootRoute,
      path: '/claim-deployment',
      validateSearch: ({ code, team, returnUrl }): TakeOverSearch => ({
        code: word(code),
        team: word(team),
        returnUrl: word(returnUrl),
      }),
      component: lazyRouteComponent(() => import('./take-over-page.tsx'), 'TakeOverPage'),
    }),
  ],
  inTeam: [
    createRoute({
      getParentRoute: () => teamRoute,
      path: 'settings/transfers',
      component: lazyRouteComponent(() => import('./transfers-page.tsx'), 'TransfersPage'),
    }),
  ],
} as const;
