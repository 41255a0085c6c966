import { type createReportAction, deploymentNotFound, ok } from '@kontor/core';
import { platformEndpoints } from '@kontor/protocol/platform';
import { deploymentId } from '@kontor/protocol/vocabulary';
import { type Route, route } from '../http/route.ts';
import { placeOf, readExternalId, resourceNotFound } from './place.ts';

export type DeploymentActionRoutesPorts = {
  readonly reportAction: ReturnType<typeof createReportAction>;
};

/** What providers tell of actions for deployments. @see spec/deployments.md — DEP-7 */
export function deploymentActionRoutes(ports: DeploymentActionRoutesPorts): readonly Route[] {
  return [
    route(platformEndpoints.updateDeploymentAction, async ({ caller, params, body }) => {
      const deployment = deploymentId.safeParse(params.deploymentId);
      if (!deployment.success) return deploymentNotFound(params.deploymentId);
      const externalId = readExternalId(params.resourceId);
      if (externalId === undefined) return resourceNotFound(params.resourceId);
      const { teamId, actor, installationId } = placeOf(caller);
      const { outcomes, ...report } = body;
      const reported = await ports.reportAction({
        ...{ teamId, actor, installationId, externalId, report },
        deploymentId: deployment.data,
        action: params.action,
        secrets: outcomes?.flatMap(({ secrets }) => secrets),
      });
      return reported.ok ? ok({ status: 202, body: null }) : reported;
    }),
  ];
}
