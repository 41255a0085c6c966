import { createHash } from 'node:crypto';
import { type ConnectedKeyset, type MadeVariable, madeBy, type Stamp } from '@kontor/core';
import {
  idPrefix,
  mintedIdLength,
  type ProjectId,
  type VariableId,
  type VariableType,
  type VariableVisibility,
} from '@kontor/protocol/vocabulary';
import { connectedTo } from '../postgres/project-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { openVariable, type VariableRow, variableOf } from '../postgres/variable-store.ts';
import type { Vault } from '../vault/vault.ts';

/** Where a variable that nobody wrote by hand comes from. */
export type Maker = {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly productId: string;
  readonly installationId: string;
  readonly integrationId: string;
};

/** One variable of a project, whoever gives it. */
export type VariableEntry = {
  readonly id: string;
  readonly key: string;
  readonly type: VariableType;
  /** Names of environments. */
  readonly environments: readonly string[];
  readonly gitBranch: string | null;
  readonly comment: string | null;
  readonly visibility: VariableVisibility | null;
  readonly created: Stamp;
  readonly updated: Stamp;
  /** Null for what the team wrote by hand. */
  readonly maker: Maker | null;
  readonly value: () => Promise<string>;
};

type Place = { readonly teamId: string; readonly projectId: ProjectId };

/** Every variable of a project: those written by hand, oldest first, then those that connections make. */
export async function variableEntries(
  read: Sql,
  vault: Vault,
  place: Place,
): Promise<readonly VariableEntry[]> {
  return [
    ...(await writtenEntries(read, vault, place)),
    ...(await madeEntries(read, vault, place)),
  ];
}

async function writtenEntries(read: Sql, vault: Vault, { teamId, projectId }: Place) {
  const rows = await read<VariableRow>(
    'select * from variable where team_id = $1 and project_id = $2 order by variable_id',
    [teamId, projectId],
  );
  return rows.map((row): VariableEntry => {
    const { variableId: id, name: key, ...shown } = variableOf(row);
    const value = async () => (await openVariable(vault, teamId, row)).value;
    return { ...shown, id, key, maker: null, value };
  });
}

type MakerRow = {
  connection_id: string;
  product_id: string;
  installation_id: string;
  integration_id: string;
  is_sensitive: boolean;
  updated_at: Date;
};

async function madeEntries(read: Sql, vault: Vault, { teamId, projectId }: Place) {
  const connections = await connectedTo(read, teamId, vault, projectId);
  const rows = await read<MakerRow>(
    `select c.connection_id, r.product_id, r.installation_id, i.integration_id,
            greatest(k.updated_at, c.created_at) as updated_at,
            c.makes_sensitive or coalesce((p.capabilities ->> 'autoSensitive')::boolean, false)
              as is_sensitive
     from connection c
     join resource r on r.team_id = c.team_id and r.resource_id = c.resource_id
     join installation i on i.team_id = r.team_id and i.installation_id = r.installation_id
     left join keyset k on k.team_id = c.team_id and k.resource_id = c.resource_id
     left join product p on p.product_id = r.product_id
     where c.team_id = $1 and c.project_id = $2`,
    [teamId, projectId],
  );
  const makers = new Map(rows.map((row) => [row.connection_id, row]));
  return connections.flatMap((connection) => {
    const row = makers.get(connection.connectionId);
    // gone since the other look
    if (row === undefined) return [];
    return madeBy(connection).map((made) => madeEntry(connection, made, row));
  });
}

function madeEntry(connection: ConnectedKeyset, made: MadeVariable, row: MakerRow): VariableEntry {
  const { resourceId, resourceName, createdAt } = connection;
  return {
    id: madeId(connection, made),
    key: made.name,
    type: row.is_sensitive ? 'sensitive' : 'encrypted',
    environments: made.environments,
    gitBranch: null,
    comment: null,
    visibility: null,
    created: { at: createdAt, by: null },
    updated: { at: row.updated_at, by: null },
    maker: {
      resourceId,
      resourceName,
      productId: row.product_id,
      installationId: row.installation_id,
      integrationId: row.integration_id,
    },
    value: async () => made.value,
  };
}

/** An id that stays the same for as long as the connection makes this of the secret. */
function madeId({ connectionId }: ConnectedKeyset, { secretName, overrides }: MadeVariable) {
  const text = JSON.stringify([connectionId, secretName, overrides]);
  const digest = createHash('sha256').update(text, 'utf8').digest('hex');
  return `${idPrefix.variable}${digest.slice(0, mintedIdLength)}` as VariableId;
}
