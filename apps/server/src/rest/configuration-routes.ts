import {
  type Begun,
  type CatalogReader,
  type createSelectProjects,
  type createUninstall,
  type createUpdateInstallation,
  type Operation,
  ok,
  projectNotFound,
  type Refusal,
  type Result,
  type SelectProjectsRequest,
} from '@kontor/core';
import { type Configuration, restEndpoints } from '@kontor/protocol/rest';
import { type ProjectId, projectId, teamId } from '@kontor/protocol/vocabulary';
import { type InstallationCaller, type Route, route, type TeamCaller } from '../http/route.ts';
import { installationNotFound, readInstallationId } from '../http/routes/installation-routes.ts';
import { outcomeOfOperation } from '../http/routes/operation-answer.ts';
import { findConfigurationView, listConfigurationViews } from '../postgres/configuration-views.ts';
import type { Sql } from '../postgres/sql.ts';
import { configurationProductOf } from './served-product.ts';

export type ConfigurationRoutesPorts = {
  readonly read: Sql;
  readonly catalog: { readonly find: CatalogReader };
  readonly uninstall: ReturnType<typeof createUninstall>;
  readonly updateInstallation: ReturnType<typeof createUpdateInstallation>;
  readonly selectProjects: ReturnType<typeof createSelectProjects>;
  readonly run: (begun: Begun) => Promise<Operation>;
};

/** Installations as clients of the protocol know them. @see spec/platform-api.md §3.1–§3.4 */
export function configurationRoutes(ports: ConfigurationRoutesPorts): readonly Route[] {
  const { read } = ports;
  return [
    route(restEndpoints.listConfigurations, async ({ caller, query }) =>
      ok({ status: 200, body: await listConfigurationViews(read, caller.team.id, query) }),
    ),
    route(restEndpoints.getConfiguration, async ({ caller, params }) => {
      const found = await configurationFor(read, caller, params.installation);
      return found.ok ? ok({ status: 200, body: found.value }) : found;
    }),
    route(restEndpoints.deleteConfiguration, async ({ caller, params, callerKey, traceId }) => {
      const id = readInstallationId(params.installation);
      if (!id.ok) return id;
      const begun = await ports.uninstall({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        installationId: id.value,
        callerKey,
        traceId,
      });
      const done = await endOf(ports, begun);
      return done.ok ? ok({ status: 204, body: null }) : done;
    }),
    route(
      restEndpoints.updateConfiguration,
      async ({ caller, params, body, callerKey, traceId }) => {
        const id = readInstallationId(params.installation);
        if (!id.ok) return id;
        const by = {
          teamId: teamId.parse(caller.team.id),
          actor: caller.actor,
          installationId: id.value,
        };
        const { billingPlanId, projects } = body;
        const changed =
          billingPlanId === undefined
            ? await selectProjects(ports, { ...by, projects })
            : await endOf(
                ports,
                await ports.updateInstallation({ ...by, billingPlanId, callerKey, traceId }),
              );
        if (!changed.ok) return changed;
        const found = await configurationFor(read, caller, params.installation);
        return found.ok ? ok({ status: 200, body: found.value }) : found;
      },
    ),
    route(restEndpoints.listConfigurationProducts, async ({ caller, params }) => {
      const found = await configurationFor(read, caller, params.installation);
      if (!found.ok) return found;
      const { id, integrationId } = found.value;
      const integration = await ports.catalog.find(integrationId);
      if (integration === undefined) return installationNotFound(params.installation);
      const { slug, name, products } = integration;
      return ok({
        status: 200,
        body: {
          configuration: { id },
          integration: { id: integration.id, slug, name },
          products: products.map(configurationProductOf),
        },
      });
    }),
  ];
}

/** The installation that a path names, if it is the caller's team's; a provider sees only its own. */
async function configurationFor(
  read: Sql,
  caller: TeamCaller | InstallationCaller,
  named: string,
): Promise<Result<Configuration, Refusal>> {
  const isTeam = 'team' in caller;
  if (!isTeam && caller.installationId !== named) return installationNotFound(named);
  const found = await findConfigurationView(read, isTeam ? caller.team.id : caller.teamId, named);
  return found === undefined ? installationNotFound(named) : ok(found);
}

/** Waits for an operation as long as a caller waits. What is still running then goes on by itself. */
export async function endOf(
  { run }: Pick<ConfigurationRoutesPorts, 'run'>,
  begun: Result<Begun, Refusal>,
): Promise<Result<Operation, Refusal>> {
  if (!begun.ok) return begun;
  const operation = await run(begun.value);
  const outcome = outcomeOfOperation(operation);
  return outcome.ok ? ok(operation) : outcome;
}

type Selection = Omit<SelectProjectsRequest, 'projects'> & {
  readonly projects: 'all' | readonly string[] | undefined;
};

async function selectProjects(
  ports: Pick<ConfigurationRoutesPorts, 'selectProjects'>,
  { projects, ...by }: Selection,
): Promise<Result<unknown, Refusal>> {
  if (projects === undefined || projects === 'all') {
    return ports.selectProjects({ ...by, projects: null });
  }
  const ids: ProjectId[] = [];
  for (const text of new Set(projects)) {
    const parsed = projectId.safeParse(text);
    if (!parsed.success) return projectNotFound(text);
    ids.push(parsed.data);
  }
  return ports.selectProjects({ ...by, projects: ids });
}
