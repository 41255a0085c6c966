import * as connectionEndpoints from '@kontor/protocol/kontor/connection';
import * as deploymentEndpoints from '@kontor/protocol/kontor/deployment';
import * as installationEndpoints from '@kontor/protocol/kontor/installation';
import * as invoiceEndpoints from '@kontor/protocol/kontor/invoice';
import * as projectEndpoints from '@kontor/protocol/kontor/project';
import * as resourceEndpoints from '@kontor/protocol/kontor/resource';
import type { Call } from '../../host/endpoint-types.ts';
import type { Session } from '../../session.ts';
import type { Subject } from './sample-payload.ts';

/** The newest that a team has of an integration, for a sample to be about. */
export async function subjectOf(
  { call }: Pick<Session, 'call'>,
  { team, integration }: { readonly team: string; readonly integration: string | null },
): Promise<Subject> {
  const params = { team };
  const { body: installed } = await call(installationEndpoints.listInstallations, {
    params,
    query: { ended: 'false' },
  });
  const installation = installed.installations.findLast(
    (each) => integration === null || each.integration.slug === integration,
  );
  const [resources, projects, invoices] = await Promise.all([
    installation === undefined
      ? []
      : call(resourceEndpoints.listResources, {
          params,
          query: { installation: installation.id },
        }).then(({ body }) => body.resources),
    call(projectEndpoints.listProjects, { params }).then(({ body }) => body.projects),
    installation === undefined
      ? []
      : call(invoiceEndpoints.listInvoices, {
          params,
          query: { installation: installation.id, limit: 1 },
        }).then(({ body }) => body.invoices),
  ]);
  const resource = resources.findLast(({ externalId }) => externalId !== null);
  const connection =
    resource &&
    (
      await call(connectionEndpoints.listConnections, {
        params: { ...params, resource: resource.id },
      })
    ).body.connections[0];
  const project = projects.find(({ id }) => id === connection?.projectId) ?? projects[0];
  return {
    installation: installation?.id,
    resource: resource?.externalId ?? undefined,
    ...(project && {
      project,
      deployment: await newestOf(call, { ...params, project: project.id }),
    }),
    environments: connection?.environments,
    invoice: invoices[0],
  };
}

async function newestOf(call: Call, params: { readonly team: string; readonly project: string }) {
  const { body } = await call(deploymentEndpoints.listDeployments, { params, query: { limit: 1 } });
  return body.deployments[0];
}
