import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { teamRoute } from '../../root-route.tsx';
import { word } from '../../ui/search-word.ts';

/** Who acts for people, and what they say to it. */
export const agentRoutes = [
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'agents',
    component: lazyRouteComponent(() => import('./agents-page.tsx'), 'AgentsPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'approvals',
    validateSearch: ({ state }): { readonly state?: string | undefined } => ({
      state: word(state),
    }),
    component: lazyRouteComponent(() => import('./approvals-page.tsx'), 'ApprovalsPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'approvals/$approval',
    component: lazyRouteComponent(() => import('./approval-page.tsx'), 'ApprovalPage'),
  }),
] as const;
