import {
  type Connection,
  type Deployment,
  type HandWrittenVariable,
  type Installation,
  noActions,
  type Operation,
  type Resource,
  refreshProject,
  type Secret,
  type TeamTx,
} from '@kontor/core';
import { builtInEnvironment, type ProjectId, type TeamId } from '@kontor/protocol/vocabulary';
import { builtAt } from './built-at.ts';
import { mint } from './mint.ts';
import { newInstallation, newOperation, newResource } from './new-installations.ts';
import { newDeployment, newVariable } from './new-projects.ts';
import type { ProjectWithEnvironments } from './team-data.ts';
import type { TeamStorage } from './team-storage.ts';

export type TeamBuilder = ReturnType<typeof buildTeam>;

/**
 * A team whose data stands as told, and sensibly where nothing is told: each builder writes what it
 * makes and answers it, with what it belongs to made on the way.
 */
export function buildTeam(storage: TeamStorage, teamId: TeamId = mint.team()) {
  const transact = <Outcome>(work: (tx: TeamTx) => Promise<Outcome>) =>
    storage.transact(teamId, work);

  async function installation(given: Partial<Installation> = {}): Promise<Installation> {
    const made = newInstallation({ teamId, ...given });
    await storage.addIntegration(made.integrationId);
    await transact(async (tx) => {
      must(await tx.installations.insert(made), 'an installation of this kind stands already');
      await tx.installations.save(made);
    });
    return made;
  }

  async function resource({
    secrets,
    ...given
  }: Partial<Resource> & { readonly secrets?: readonly Secret[] } = {}): Promise<Resource> {
    const installationId = given.installationId ?? (await installation()).id;
    const made = newResource({ teamId, ...given, installationId });
    await transact(async (tx) => {
      must(await tx.resources.insert(made), 'the name or the external id is taken');
      if (secrets) await tx.keysets.save(made.id, { secrets });
    });
    return made;
  }

  async function project(
    given: Partial<ProjectWithEnvironments> = {},
  ): Promise<ProjectWithEnvironments> {
    const id = given.id ?? mint.project();
    const name = `project-${id.slice(-6)}`;
    const made: ProjectWithEnvironments = {
      id,
      name,
      settings: {},
      createdAt: builtAt,
      updatedAt: builtAt,
      customEnvironments: [],
      ...given,
    };
    await storage.addProject(teamId, made);
    return made;
  }

  async function connection(given: Partial<Connection> = {}): Promise<Connection> {
    const made: Connection = {
      id: mint.connection(),
      environments: builtInEnvironment.options,
      prefix: null,
      makesSensitive: false,
      deployments: noActions,
      createdAt: builtAt,
      ...given,
      resourceId: given.resourceId ?? (await resource()).id,
      projectId: given.projectId ?? (await project()).id,
    };
    await transact(async (tx) => {
      must(await tx.connections.insert(made), 'the resource is connected to the project already');
      await refreshProject(tx, made.projectId, { cause: 'connection.created' });
    });
    return made;
  }

  async function variable(
    projectId: ProjectId,
    given: Partial<HandWrittenVariable> = {},
  ): Promise<HandWrittenVariable> {
    const made = newVariable(given);
    await transact(async (tx) => {
      await tx.variables.save(projectId, made, { at: builtAt, by: null });
      await refreshProject(tx, projectId, { cause: 'variable.created' });
    });
    return made;
  }

  async function deployment(given: Partial<Deployment> = {}): Promise<Deployment> {
    const projectId = given.projectId ?? (await project()).id;
    const made = newDeployment({ ...given, projectId });
    await transact(async (tx) => {
      must(await tx.deployments.insert(made), 'the external id is taken');
    });
    return made;
  }

  async function operation(given: Partial<Operation> = {}): Promise<Operation> {
    const installationId = given.installationId ?? (await installation()).id;
    const made = newOperation({ teamId, ...given, installationId });
    await transact(async (tx) => {
      must(await tx.operations.insert(made), 'another operation is running');
    });
    return made;
  }

  return {
    teamId,
    /** One transaction on this team's data. */
    transact,
    installation,
    resource,
    project,
    connection,
    variable,
    deployment,
    operation,
  };
}

function must(isWritten: boolean, otherwise: string): void {
  if (!isWritten) throw new Error(`this world cannot be built: ${otherwise}`);
}
