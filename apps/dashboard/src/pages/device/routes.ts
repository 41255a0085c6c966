import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../root-route.tsx';
import { word } from '../../ui/search-word.ts';

/** Where a machine is signed in that shows a code. */
export const deviceRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/device',
    validateSearch: ({ code }): { readonly code?: string | undefined } => ({ code: word(code) }),
    component: lazyRouteComponent(() => import('./device-page.tsx'), 'DevicePage'),
  }),
] as const;
