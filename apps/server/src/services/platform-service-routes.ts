import type { Route } from '../http/route.ts';
import type { PeopleRoutesPorts } from '../people/team-routes.ts';
import { eventFeedRoutes } from './event-feed-routes.ts';
import { memberProvisionRoutes } from './member-provision-routes.ts';
import { type ProjectProvisionPorts, projectProvisionRoutes } from './project-provision-routes.ts';
import { serviceRoutes } from './service-routes.ts';
import { teamProvisionRoutes } from './team-provision-routes.ts';

/** Everything that a platform calls, and what operators keep of it. @see docs/beside-your-platform.md */
export function platformServiceRoutes(
  ports: PeopleRoutesPorts & ProjectProvisionPorts,
): readonly Route[] {
  return [
    ...serviceRoutes(ports),
    ...teamProvisionRoutes(ports),
    ...memberProvisionRoutes(ports),
    ...projectProvisionRoutes(ports),
    ...eventFeedRoutes(ports),
  ];
}
