import type { Refusal, WrittenSharedVariable } from '@kontor/core';
import type { RestSharedVariable, VariableFailure } from '@kontor/protocol/rest';
import type { TeamCaller } from '../http/route.ts';
import {
  linksOf,
  type SharedVariableRow,
  sharedVariableOf,
} from '../postgres/shared-variable-store.ts';
import type { Sql } from '../postgres/sql.ts';

export type SharedVariableFilter = {
  readonly search?: string | undefined;
  readonly projectId?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly exclude_ids?: readonly string[] | undefined;
  readonly 'exclude-ids'?: readonly string[] | undefined;
  readonly exclude_projectId?: string | undefined;
  readonly 'exclude-projectId'?: string | undefined;
};

/** The shared variables of a team that a filter leaves, by name, without their values. */
export async function listShared(
  read: Sql,
  { team }: TeamCaller,
  filter: SharedVariableFilter,
): Promise<RestSharedVariable[]> {
  const rows = await read<Omit<SharedVariableRow, 'sealed'>>(
    `select shared_variable_id, name, environments, type, comment, created_at, created_by,
       updated_at, updated_by
     from shared_variable where team_id = $1 order by name, shared_variable_id`,
    [team.id],
  );
  const links = await linksOf(
    read,
    team.id,
    rows.map((row) => row.shared_variable_id),
  );
  return rows
    .map((row) => sharedVariableOf(row, links.get(row.shared_variable_id) ?? []))
    .map((each) => shownShared(each, team.id))
    .filter((each) => isAskedFor(each, filter));
}

function isAskedFor({ id, key, projectId }: RestSharedVariable, filter: SharedVariableFilter) {
  const { search, ids } = filter;
  const without = [...(filter.exclude_ids ?? []), ...(filter['exclude-ids'] ?? [])];
  const outside = [filter.exclude_projectId, filter['exclude-projectId']];
  return (
    (search === undefined || key.toLowerCase().includes(search.toLowerCase())) &&
    (ids === undefined || ids.includes(id)) &&
    (filter.projectId === undefined || projectId.includes(filter.projectId)) &&
    !without.includes(id) &&
    !projectId.some((each) => outside.includes(each))
  );
}

/** What everybody in the team may see of a shared variable. */
export function shownShared(variable: WrittenSharedVariable, ownerId: string): RestSharedVariable {
  const { sharedVariableId: id, name: key, type, environments, comment } = variable;
  const { created, updated } = variable;
  return {
    id,
    key,
    value: '',
    type,
    target: [...environments],
    projectId: [...variable.projectIds],
    applyToAllCustomEnvironments: false,
    ...(comment === null ? {} : { comment }),
    ownerId,
    created: created.at.toISOString(),
    createdAt: created.at.getTime(),
    createdBy: created.by,
    updatedAt: updated.at.getTime(),
    updatedBy: updated.by,
    decrypted: false,
  };
}

/** Why one of several was not done, in the protocol's words. @see spec/platform-api.md §4.2 */
export function failureOf(
  { code, message }: Refusal,
  about: Pick<VariableFailure['error'], 'key' | 'envVarId'>,
): VariableFailure {
  return {
    error: { code: code === 'variable_collision' ? 'ENV_CONFLICT' : code, message, ...about },
  };
}
