import type { Route } from '../http/route.ts';
import { type BillingRoutesPorts, billingRoutes } from './billing-routes.ts';
import { type CredentialRoutesPorts, credentialRoutes } from './credential-routes.ts';
import {
  type DeploymentActionRoutesPorts,
  deploymentActionRoutes,
} from './deployment-action-routes.ts';
import { type EventRoutesPorts, eventRoutes } from './event-routes.ts';
import {
  type ExperimentationRoutesPorts,
  experimentationRoutes,
} from './experimentation-routes.ts';
import { type InstallationRoutesPorts, installationRoutes } from './installation-routes.ts';
import { type InvoiceRoutesPorts, invoiceRoutes } from './invoice-routes.ts';
import { type ResourceChangesPorts, resourceChanges } from './resource-changes.ts';
import { type ResourceReadsPorts, resourceReads } from './resource-reads.ts';

export type PlatformRoutesPorts = DeploymentActionRoutesPorts &
  InstallationRoutesPorts &
  ResourceReadsPorts &
  ResourceChangesPorts &
  EventRoutesPorts &
  CredentialRoutesPorts &
  BillingRoutesPorts &
  InvoiceRoutesPorts &
  ExperimentationRoutesPorts;

/** Everything that providers call, with the access token of an installation. @see spec/platform-api.md §2 */
export function platformRoutes(ports: PlatformRoutesPorts): readonly Route[] {
  return [
    ...installationRoutes(ports),
    ...resourceReads(ports),
    ...resourceChanges(ports),
    ...eventRoutes(ports),
    ...deploymentActionRoutes(ports),
    ...credentialRoutes(ports),
    ...billingRoutes(ports),
    ...invoiceRoutes(ports),
    ...experimentationRoutes(ports),
  ];
}
