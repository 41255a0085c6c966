import { createRouter } from '@tanstack/react-router';
import { accountRoutes } from './pages/account/routes.ts';
import { activityRoutes } from './pages/activity/routes.ts';
import { agentRoutes } from './pages/agents/routes.ts';
import { billingRoutes } from './pages/billing/routes.ts';
import { catalogRoutes } from './pages/catalog/routes.ts';
import { deviceRoutes } from './pages/device/routes.ts';
import { homeRoutes } from './pages/home/routes.ts';
import { installationRoutes } from './pages/installations/routes.ts';
import { integrationRoutes } from './pages/integrations/routes.ts';
import { operatorRoute, operatorRoutes } from './pages/operator/routes.ts';
import { planRoutes } from './pages/plans/routes.ts';
import { projectRoutes } from './pages/projects/routes.ts';
import { resourceRoutes } from './pages/resources/routes.ts';
import { settingsRoutes } from './pages/settings/routes.ts';
import { transferRoutes } from './pages/transfers/routes.ts';
import { rootRoute, teamRoute } from './root-route.tsx';

const routeTree = rootRoute.addChildren([
  ...homeRoutes.outside,
  operatorRoute.addChildren(operatorRoutes),
  ...accountRoutes,
  ...deviceRoutes,
  ...transferRoutes.outside,
  teamRoute.addChildren([
    ...homeRoutes.inTeam,
    ...catalogRoutes,
    ...resourceRoutes,
    ...installationRoutes,
    ...projectRoutes,
    ...planRoutes,
    ...activityRoutes,
    ...agentRoutes,
    ...settingsRoutes,
    ...transferRoutes.inTeam,
    ...billingRoutes,
    ...integrationRoutes,
  ]),
]);

/** Every page by its address. */
export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
