import {
  addEnvironment,
  type ChangingEnvironments,
  type CustomEnvironmentTx,
  type DescribedEnvironment,
  type EnvironmentDescription,
  type Refusal,
  type Result,
  updateEnvironment,
} from '@kontor/core';
import { environmentId } from '@kontor/protocol/vocabulary';
import { mintId } from '../../ids.ts';
import { customEnvironmentStore } from '../../postgres/custom-environments.ts';
import type { Database } from '../../postgres/database.ts';
import { eventLog } from '../../postgres/event-log.ts';
import { type ProjectRow, projectStore } from '../../postgres/project-store.ts';
import { renameEnvironment } from '../../postgres/rename-environment.ts';
import type { Sql } from '../../postgres/sql.ts';
import type { Vault } from '../../vault/vault.ts';
import type { TeamCaller } from '../route.ts';
import { projectFor } from './project-scope.ts';

export type CustomEnvironmentPorts = {
  readonly database: Database;
  readonly vault: Vault;
  readonly now: () => Date;
};

/** What is in the hands of a change: the locked project with the environments it has. */
export type ProjectInHand = {
  readonly sql: Sql;
  readonly tx: CustomEnvironmentTx;
  readonly caller: TeamCaller;
  readonly project: ProjectRow;
  readonly where: ChangingEnvironments;
};

type Changed = Result<DescribedEnvironment, Refusal>;

/** Changes the environments of a project under its lock. */
export function changeEnvironments(
  { database, vault, now }: CustomEnvironmentPorts,
  caller: TeamCaller,
  named: string,
  change: (hand: ProjectInHand) => Promise<Changed>,
): Promise<Changed> {
  return database.transact(async (sql): Promise<Changed> => {
    const project = await projectFor(sql, caller, { project: named, action: 'project:write' });
    if (!project.ok) return project;
    const { project_id: id, name } = project.value;
    const { id: teamId } = caller.team;
    await projectStore(sql, teamId, vault).lock([id]);
    const tx = {
      customEnvironments: customEnvironmentStore(sql, teamId),
      events: eventLog(sql, teamId, now),
    };
    const where = { project: { id, name }, actor: caller.actor, at: now() };
    return change({ sql, tx, caller, project: project.value, where });
  });
}

/** Adds an environment to the project in hand. */
export function addNamed(
  { tx, where }: ProjectInHand,
  wanted: EnvironmentDescription & { readonly slug: string },
): Promise<Changed> {
  const id = environmentId.parse(mintId('environment'));
  return addEnvironment(tx, { ...where, id }, wanted);
}

/** Describes an environment of the project in hand anew, or renames it wherever it is named. */
export function updateNamed(
  { sql, tx, caller, where }: ProjectInHand,
  { vault }: Pick<CustomEnvironmentPorts, 'vault'>,
  change: EnvironmentDescription & {
    readonly named: string;
    readonly slug?: string | undefined;
  },
): Promise<Changed> {
  const place = { teamId: caller.team.id, projectId: where.project.id };
  return updateEnvironment(tx, where, {
    ...change,
    rename: (names) => renameEnvironment(sql, vault, { ...place, ...names }),
  });
}
