import {
  type ConnectRequest,
  type createChangeConnection,
  type createConnect,
  type createDisconnect,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import { restEndpoints, type StoreConnection } from '@kontor/protocol/rest';
import { connectionId, type ResourceId, teamId } from '@kontor/protocol/vocabulary';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import { readConnectionIds } from '../http/routes/connection-routes.ts';
import { mayTouch } from '../http/routes/project-scope.ts';
import { readResourceId, resourceNotFound } from '../http/routes/resource-routes.ts';
import type { Sql } from '../postgres/sql.ts';
import { findStoreWithin } from '../postgres/store-rows.ts';
import type { Stores } from './stores.ts';

export type StoreConnectionRoutesPorts = {
  readonly read: Sql;
  readonly stores: Stores;
  readonly connect: ReturnType<typeof createConnect>;
  readonly changeConnection: ReturnType<typeof createChangeConnection>;
  readonly disconnect: ReturnType<typeof createDisconnect>;
};

/** How resources are connected, as clients of the protocol say it. @see spec/platform-api.md §3.7, §5 */
export function storeConnectionRoutes(ports: StoreConnectionRoutesPorts): readonly Route[] {
  return [
    route(restEndpoints.connectStore, async ({ caller, params, body }) => {
      const resource = readResourceId(params.store);
      if (!resource.ok) return resource;
      const connected = await connect(ports, caller, { ...body, resourceId: resource.value });
      if (!connected.ok) return connected;
      const { id } = connected.value.connection;
      return ok({
        status: 201,
        body: { connection: await shown(ports, caller, resource.value, id) },
      });
    }),
    route(restEndpoints.connectInstalledResource, async ({ caller, params, body }) => {
      const resourceId = await findStoreWithin(ports.read, caller.team.id, {
        installation: params.installation,
        named: params.store,
      });
      if (resourceId === undefined) return resourceNotFound(params.store);
      const connected = await connect(ports, caller, { ...body, resourceId });
      return connected.ok ? ok({ status: 201, body: null }) : connected;
    }),
    route(restEndpoints.listStoreConnections, async ({ caller, params }) => {
      const store = await ports.stores.find(caller.team.id, params.store);
      if (store === undefined) return resourceNotFound(params.store);
      return ok({ status: 200, body: { connections: store.projectsMetadata } });
    }),
    route(restEndpoints.changeStoreConnection, async ({ caller, params, body }) => {
      const ids = readConnectionIds({ resource: params.store, connection: params.connection });
      if (!ids.ok) return ids;
      const { envVarEnvironments: environments, envVarPrefix: prefix } = body;
      const { makeEnvVarsSensitive: makesSensitive } = body;
      const changed = inOwnWords(
        await ports.changeConnection({
          ...about(caller),
          ...ids.value,
          ...(environments === undefined ? {} : { environments }),
          ...(prefix === undefined ? {} : { prefix }),
          ...(makesSensitive === undefined ? {} : { makesSensitive }),
          deployments: body.deployments,
          isDryRun: false,
        }),
      );
      if (!changed.ok) return changed;
      const { resourceId, connectionId: id } = ids.value;
      return ok({ status: 200, body: { connection: await shown(ports, caller, resourceId, id) } });
    }),
    route(restEndpoints.disconnectStore, async ({ caller, params }) => {
      const ids = readConnectionIds({ resource: params.store, connection: params.connection });
      if (!ids.ok) return ids;
      const done = await ports.disconnect({ ...about(caller), ...ids.value });
      return done.ok ? ok({ status: 204, body: null }) : done;
    }),
    route(restEndpoints.disconnectStoreEverywhere, async ({ caller, params }) => {
      const resource = readResourceId(params.store);
      if (!resource.ok) return resource;
      const store = await ports.stores.find(caller.team.id, resource.value);
      if (store === undefined) return resourceNotFound(params.store);
      for (const { id } of store.projectsMetadata) {
        const done = await ports.disconnect({
          ...about(caller),
          resourceId: resource.value,
          connectionId: connectionId.parse(id),
        });
        // somebody else may have disconnected it meanwhile, which is what was wanted
        if (!done.ok && done.error.code !== 'connection_not_found') return done;
      }
      return ok({ status: 204, body: null });
    }),
  ];
}

type Wish = {
  readonly resourceId: ResourceId;
  readonly projectId: string;
  readonly envVarEnvironments?: string[] | undefined;
  readonly envVarPrefix?: string | null | undefined;
  readonly makeEnvVarsSensitive?: boolean | undefined;
  readonly deployments?: ConnectRequest['deployments'];
};

async function connect(
  ports: Pick<StoreConnectionRoutesPorts, 'connect'>,
  caller: TeamCaller,
  { resourceId, ...wish }: Wish,
) {
  const { envVarEnvironments: environments } = wish;
  return inOwnWords(
    await ports.connect({
      ...about(caller),
      resourceId,
      project: wish.projectId,
      ...(environments === undefined ? {} : { environments }),
      prefix: wish.envVarPrefix ?? null,
      makesSensitive: wish.makeEnvVarsSensitive ?? false,
      deployments: wish.deployments,
      isDryRun: false,
    }),
  );
}

function about(caller: TeamCaller) {
  return {
    teamId: teamId.parse(caller.team.id),
    actor: caller.actor,
    mayTouch: mayTouch(caller, 'connection:write'),
  };
}

async function shown(
  { stores }: Pick<StoreConnectionRoutesPorts, 'stores'>,
  caller: TeamCaller,
  resourceId: ResourceId,
  id: string,
): Promise<StoreConnection> {
  const store = await stores.find(caller.team.id, resourceId);
  const connection = store?.projectsMetadata.find((each) => each.id === id);
  if (connection === undefined) throw new Error(`the connection ${id} is gone at once`);
  return connection;
}

/**
 * The command line reads the name of a taken variable out of this sentence, and offers a prefix.
 *
 * @see spec/official-cli.md
 */
function inOwnWords<Value>(outcome: Result<Value, Refusal>): Result<Value, Refusal> {
  if (outcome.ok || outcome.error.code !== 'variable_collision') return outcome;
  const { facts, message } = outcome.error;
  const [first] = (facts?.collisions ?? []) as readonly { readonly name: string }[];
  return refuse(
    'variable_exists',
    `This project already has an existing environment variable with name ${first?.name} in one of the chosen environments. ${message}`,
    facts,
  );
}
