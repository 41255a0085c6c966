import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { teamRoute } from '../../root-route.tsx';
import { word } from '../../ui/search-word.ts';

/** What the log is narrowed to. */
export type EventSearch = {
  readonly type?: string | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly before?: number | undefined;
};

export const activityRoutes = [
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'activity',
    validateSearch: ({ type, actor, subject, before }): EventSearch => ({
      type: word(type),
      actor: word(actor),
      subject: word(subject),
      before: typeof before === 'number' && before > 0 ? before : undefined,
    }),
    component: lazyRouteComponent(() => import('./activity-page.tsx'), 'ActivityPage'),
  }),
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'activity/operations',
    validateSearch: ({ status }): { readonly status?: string | undefined } => ({
      status: word(status),
    }),
    component: lazyRouteComponent(() => import('./operations-page.tsx'), 'OperationsPage'),
  }),
] as const;
