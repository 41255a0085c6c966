import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { teamRoute } from '../../root-route.tsx';
import { word } from '../../ui/search-word.ts';

/** Whose history is shown: an environment, or one branch of preview. */
type HistorySearch = {
  readonly environment?: string | undefined;
  readonly branch?: string | undefined;
};

const project = createRoute({
  getParentRoute: () => teamRoute,
  path: 'projects/$project',
  component: lazyRouteComponent(() => import('./project-frame.tsx'), 'ProjectFrame'),
});

/** A project, and the list of them. */
export const projectRoutes = [
  createRoute({
    getParentRoute: () => teamRoute,
    path: 'projects',
    component: lazyRouteComponent(() => import('./projects-page.tsx'), 'ProjectsPage'),
  }),
  project.addChildren([
    createRoute({
      getParentRoute: () => project,
      path: '/',
      component: lazyRouteComponent(() => import('./variables-page.tsx'), 'VariablesPage'),
    }),
    createRoute({
      getParentRoute: () => project,
      path: 'history',
      validateSearch: ({ environment, branch }): HistorySearch => ({
        environment: word(environment),
        branch: word(branch),
      }),
      component: lazyRouteComponent(() => import('./history-page.tsx'), 'HistoryPage'),
    }),
    createRoute({
      getParentRoute: () => project,
      path: 'deployments',
      component: lazyRouteComponent(() => import('./deployments-page.tsx'), 'DeploymentsPage'),
    }),
    createRoute({
      getParentRoute: () => project,
      path: 'deployments/$deployment',
      component: lazyRouteComponent(() => import('./deployment-page.tsx'), 'DeploymentPage'),
    }),
    createRoute({
      getParentRoute: () => project,
      path: 'plans',
      component: lazyRouteComponent(() => import('./plans-page.tsx'), 'PlansPage'),
    }),
    createRoute({
      getParentRoute: () => project,
      path: 'settings',
      component: lazyRouteComponent(() => import('./project-settings.tsx'), 'ProjectSettings'),
    }),
  ]),
] as const;
