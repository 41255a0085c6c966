import type { Resource } from '@kontor/core';
import type { Store, StoreConnection } from '@kontor/protocol/rest';
import type { ResourceId } from '@kontor/protocol/vocabulary';
import type { Catalog } from '../catalog/catalog-reader.ts';
import type { Offer } from '../catalog/views.ts';
import type { Sql } from '../postgres/sql.ts';
import {
  findStoreRow,
  listStoreConnectionRows,
  listStoreRows,
  type StoreRow,
  secretNamesOf,
} from '../postgres/store-rows.ts';
import type { Vault } from '../vault/vault.ts';
import { storeConnectionOf, storeOf } from './store-view.ts';

export type StoresPorts = {
  readonly read: Sql;
  readonly vault: Vault;
  readonly catalog: Pick<Catalog, 'offer'>;
  /** Where a member's browser is signed on at the provider's console. */
  readonly consoleUrl: (resource: Resource) => string;
};

export type Stores = ReturnType<typeof createStores>;

type Shown = { readonly withConnections: boolean; readonly withGuides: boolean };
const whole: Shown = { withConnections: true, withGuides: true };

/** Reads resources as clients of the protocol know them. */
export function createStores(ports: StoresPorts) {
  const { read } = ports;

  async function shown(
    teamId: string,
    rows: readonly StoreRow[],
    { withConnections, withGuides }: Shown,
  ): Promise<Store[]> {
    const offers = await offersOf(ports.catalog, rows);
    const ids = withConnections ? rows.map(({ resource }) => resource.id) : [];
    const connections = await connectionsOf(ports, { teamId, ids, rows, offers });
    return rows.map((row) => {
      const offer = offerFor(offers, row);
      const store = storeOf({
        row,
        offer,
        connections: connections.get(row.resource.id) ?? [],
        consoleUrl: ports.consoleUrl(row.resource),
      });
      return withGuides ? store : withoutGuides(store);
    });
  }

  return {
    list: async (teamId: string, options: Shown & { readonly installation?: string | undefined }) =>
      shown(teamId, await listStoreRows(read, teamId, options.installation), options),
    find: async (teamId: string, id: string, options = whole): Promise<Store | undefined> => {
      const row = await findStoreRow(read, teamId, id);
      return row && (await shown(teamId, [row], options))[0];
    },
  };
}

type Places = {
  readonly teamId: string;
  readonly ids: readonly ResourceId[];
  readonly rows: readonly StoreRow[];
  readonly offers: ReadonlyMap<string, Offer>;
};

async function connectionsOf(
  { read, vault }: StoresPorts,
  { teamId, ids, rows, offers }: Places,
): Promise<ReadonlyMap<ResourceId, StoreConnection[]>> {
  if (ids.length === 0) return new Map();
  const found = await listStoreConnectionRows(read, teamId, ids);
  const resourceIds = [...new Set(found.map((row) => row.resource_id))];
  const secrets = await secretNamesOf(read, vault, { teamId, resourceIds });
  const sensitive = new Set(
    rows
      .filter((row) => isAlwaysSensitive(offerFor(offers, row), row.resource))
      .map(({ resource }) => resource.id),
  );
  const shown = Map.groupBy(found, (row) => row.resource_id);
  return new Map(
    [...shown].map(([id, connections]) => [
      id,
      connections.map((row) =>
        storeConnectionOf(row, secrets.get(id) ?? [], { isAlwaysSensitive: sensitive.has(id) }),
      ),
    ]),
  );
}

function isAlwaysSensitive({ products }: Offer, { productId }: Resource): boolean {
  return products.find(({ id }) => id === productId)?.capabilities.autoSensitive === true;
}

async function offersOf(
  catalog: Pick<Catalog, 'offer'>,
  rows: readonly StoreRow[],
): Promise<ReadonlyMap<string, Offer>> {
  const ids = [...new Set(rows.map(({ integrationId }) => integrationId))];
  const found = await Promise.all(ids.map(async (id) => [id, await catalog.offer(id)] as const));
  return new Map(found.flatMap(([id, offer]) => (offer === undefined ? [] : [[id, offer]])));
}

function offerFor(offers: ReadonlyMap<string, Offer>, { integrationId }: StoreRow): Offer {
  const offer = offers.get(integrationId);
  if (offer === undefined) throw new Error(`no integration ${integrationId}`);
  return offer;
}

function withoutGuides(store: Store): Store {
  const { guides: _guides, ...product } = store.product;
  return { ...store, product };
}
