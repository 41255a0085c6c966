import {
  type Actor,
  type createSwitchSyncing,
  ok,
  type Refusal,
  type Resource,
  type Result,
  refuse,
} from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type ResourceId, teamId } from '@kontor/protocol/vocabulary';
import { experimentationItems } from '../../postgres/experimentation-items.ts';
import { resourceStore } from '../../postgres/resource-store.ts';
import type { Sql } from '../../postgres/sql.ts';
import {
  type ConfigContent,
  findConfigContent,
  findConfigReader,
  syncedConfigStore,
} from '../../postgres/synced-config-store.ts';
import { digestIn } from '../digest.ts';
import { type Route, route } from '../route.ts';
import { readResourceId, resourceNotFound } from './resource-routes.ts';

export type ExperimentationRoutesPorts = {
  readonly read: Sql;
  /** Where a member's browser is signed on at the provider's console. */
  readonly consoleUrl: (resource: Resource) => string;
  readonly switchSyncing: ReturnType<typeof createSwitchSyncing>;
  /** Tells the provider where the values of a resource are kept. */
  readonly tellConfig: (told: {
    readonly teamId: string;
    readonly actor: Actor;
    readonly resourceId: ResourceId;
    readonly configId: string;
    readonly traceId: string;
  }) => Promise<void>;
};

/** What a team sees and decides of experiments, and what its projects read. */
export function experimentationRoutes(ports: ExperimentationRoutesPorts): readonly Route[] {
  const { read } = ports;
  return [
    route(kontorEndpoints.getTeamResourceExperimentation, async ({ caller, params }) => {
      const id = readResourceId(params.resource);
      if (!id.ok) return id;
      const body = await viewOf(ports, caller.team.id, id.value);
      return body === undefined ? resourceNotFound(params.resource) : ok({ status: 200, body });
    }),
    route(
      kontorEndpoints.putTeamResourceExperimentation,
      async ({ caller, params, body, traceId }) => {
        const id = readResourceId(params.resource);
        if (!id.ok) return id;
        const { team, actor } = caller;
        const switched = await ports.switchSyncing({
          teamId: teamId.parse(team.id),
          actor,
          resourceId: id.value,
          isSyncing: body.isSyncing,
        });
        if (!switched.ok) return switched;
        const configId = switched.value?.id;
        if (body.isSyncing && configId !== undefined) {
          await ports.tellConfig({
            teamId: team.id,
            actor,
            resourceId: id.value,
            configId,
            traceId,
          });
        }
        const view = await viewOf(ports, team.id, id.value);
        return view === undefined
          ? resourceNotFound(params.resource)
          : ok({ status: 200, body: view });
      },
    ),
    route(kontorEndpoints.readConfigItems, async ({ params, query, header }) => {
      const content = await contentFor(read, {
        id: params.configId,
        token: tokenIn(query, header),
      });
      if (!content.ok) return content;
      const headers = headersOf(content.value);
      return digestIn(header('if-none-match'), content.value.digest)
        ? ok({ status: 304, body: null, headers })
        : ok({ status: 200, body: { ...content.value.items }, headers });
    }),
    route(kontorEndpoints.readConfigItem, async ({ params, query, header }) => {
      const content = await contentFor(read, {
        id: params.configId,
        token: tokenIn(query, header),
      });
      if (!content.ok) return content;
      const { items } = content.value;
      const value = Object.hasOwn(items, params.itemKey) ? items[params.itemKey] : undefined;
      const headers = headersOf(content.value);
      if (value === undefined) return noValue(params.itemKey, headers);
      return ok({ status: 200, body: value, headers });
    }),
    route(kontorEndpoints.readConfigDigest, async ({ params, query, header }) => {
      const content = await contentFor(read, {
        id: params.configId,
        token: tokenIn(query, header),
      });
      if (!content.ok) return content;
      return ok({ status: 200, body: content.value.digest, headers: headersOf(content.value) });
    }),
  ];
}

async function viewOf(
  { read, consoleUrl }: Pick<ExperimentationRoutesPorts, 'read' | 'consoleUrl'>,
  team: string,
  resourceId: ResourceId,
) {
  const resource = await resourceStore(read, team).find(resourceId);
  if (resource === undefined) return undefined;
  const [config, found] = await Promise.all([
    syncedConfigStore(read, team).find(resourceId),
    experimentationItems(read, { teamId: team, resourceId }).list(),
  ]);
  const { isSyncing = false, id = null } = config ?? {};
  const items = found.map((item) => {
    const url = new URL(consoleUrl(resource));
    url.searchParams.set('experimentation_item_id', item.id);
    return { ...item, url: url.href };
  });
  return { experimentation: { isSyncing, configId: id, items } };
}

function tokenIn(
  query: { readonly token?: string | undefined },
  header: (name: string) => string | undefined,
): string | undefined {
  return query.token ?? /^Bearer +(\S+) *$/i.exec(header('authorization') ?? '')?.[1];
}

/** A token of another map, and one that is not good any more, find nothing. */
async function contentFor(
  read: Sql,
  { id, token }: { readonly id: string; readonly token: string | undefined },
): Promise<Result<ConfigContent, Refusal>> {
  if (token === undefined) {
    return refuse('unauthenticated', 'Send the token of the map, as ?token= or as a bearer.');
  }
  const reader = await findConfigReader(read, { id, token });
  const content = reader && (await findConfigContent(read, reader));
  if (content !== undefined) return ok(content);
  return refuse('config_not_found', `There is no map '${id}' that this token reads.`);
}

/** Clients tell by the digest a value that is not there from a map that is not. */
function headersOf({ digest }: ConfigContent) {
  return {
    etag: `"${digest}"`,
    'x-edge-config-digest': digest,
    'cache-control': 'private, no-cache',
  };
}

/** No refusal, because clients look at the headers of this answer. */
function noValue(key: string, headers: Readonly<Record<string, string>>) {
  const error = { code: 'not_found', message: `There is no value '${key}' in this map.` };
  return ok({ status: 404 as const, body: { error }, headers });
}
