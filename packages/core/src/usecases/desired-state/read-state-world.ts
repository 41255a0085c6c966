import {
  type DesiredState,
  type ProjectId,
  type TeamId,
  valuesOf,
} from '@kontor/protocol/vocabulary';
import { requiredPolicies } from '../../domain/catalog/policies.ts';
import type {
  Made,
  NamedIntegration,
  NamedResource,
  StateWorld,
} from '../../domain/desired-state/state-world.ts';
import type { ProjectInputs } from '../../domain/environment/project-inputs.ts';
import type { CatalogIntegration, CatalogReader } from '../catalog-reader.ts';
import { isVisibleTo } from '../installation/install.ts';
import type { TeamTx } from '../team-tx.ts';

export type StateWorldTx = Pick<
  TeamTx,
  'projects' | 'customEnvironments' | 'sharedVariables' | 'installations' | 'keysets' | 'statePlans'
>;

/** The integrations that a desired state names, as far as the team finds them. */
export async function namedIntegrations(
  catalog: CatalogReader,
  teamId: TeamId,
  desired: DesiredState,
): Promise<readonly CatalogIntegration[]> {
  const products = Object.values(desired.resources).map(({ product }) => product);
  const slugs = [...new Set(products.map((product) => product.split('/')[0] ?? ''))].sort();
  const found = await Promise.all(slugs.map((slug) => catalog(slug)));
  return found.flatMap((each) => (each !== undefined && isVisibleTo(each, teamId) ? [each] : []));
}

/**
 * Reads what a plan of a desired state depends on, all but prices. The project is locked, so that its
 * variables and connections stay as they are until the transaction ends.
 */
export async function readStateWorld(
  tx: StateWorldTx,
  desired: DesiredState,
  integrations: readonly CatalogIntegration[],
): Promise<StateWorld> {
  const project = await tx.projects.lockNamed(desired.project);
  const made = project === undefined ? noneMade : await tx.statePlans.made(project.id);
  const connections = project === undefined ? [] : await tx.statePlans.connections(project.id);
  const shared = await tx.sharedVariables.find({
    names: Object.keys(desired.shared),
    ids: made.shared,
    projectId: project?.id ?? null,
  });
  const projects = await namedProjects(tx, desired, shared);
  const named: NamedIntegration[] = [];
  for (const integration of integrations) named.push(await withInstallation(tx, integration));
  return {
    project: project
      ? { id: project.id, customEnvironments: await tx.customEnvironments.list(project.id) }
      : null,
    inputs: project ? await tx.projects.inputs(project.id) : { variables: [], connections: [] },
    connections,
    shared,
    others: await othersOf(tx, desired, { project, projects }),
    projects,
    integrations: new Map(named.map((each) => [each.slug, each])),
    resources: await namedResources(tx, desired, {
      integrations,
      projectId: project?.id ?? null,
      ids: [...connections.map(({ resourceId }) => resourceId), ...made.resources],
    }),
    offers: new Map(),
    made,
    known: { integrations: [], resources: [], projects: [] },
  };
}

const noneMade: Made = {
  ...{ resources: [], connections: [], variables: [] },
  ...{ environments: [], shared: [], links: [] },
};

/** The projects that a file names, and those that something shared is linked to. */
function namedProjects(
  tx: StateWorldTx,
  { project, shared }: DesiredState,
  standing: StateWorld['shared'],
): Promise<StateWorld['projects']> {
  const named = Object.values(shared).flatMap((each) =>
    valuesOf(each).flatMap(({ projects = [] }) => projects),
  );
  const ids = standing.flatMap(({ projectIds }) => projectIds);
  return tx.statePlans.projects({ names: [project, ...named], ids: [...new Set(ids)] });
}

/** They are not locked: what comes into them until the plan is applied is found out when it is written. */
async function othersOf(
  tx: StateWorldTx,
  { shared }: DesiredState,
  {
    project,
    projects,
  }: Pick<StateWorld, 'projects'> & { readonly project: { id: ProjectId } | undefined },
): Promise<StateWorld['others']> {
  const others = new Map<ProjectId, ProjectInputs>();
  // giving up a name collides with nothing
  if (Object.keys(shared).length === 0) return others;
  for (const { id } of projects) {
    if (id !== project?.id) others.set(id, await tx.projects.inputs(id));
  }
  return others;
}

async function withInstallation(
  tx: StateWorldTx,
  integration: CatalogIntegration,
): Promise<NamedIntegration> {
  const { id, slug, name, eulaUrl, privacyUrl, kinds, products } = integration;
  const current = await tx.installations.findCurrent(id, 'native');
  const lifecycle = current?.lifecycle;
  const isCurrent =
    lifecycle === 'installing' || lifecycle === 'installed' || lifecycle === 'uninstalling';
  return {
    ...{ id, slug, name, eulaUrl, privacyUrl, products },
    policies: requiredPolicies(integration),
    isNative: kinds.includes('native'),
    installation:
      current !== undefined && isCurrent
        ? { id: current.id, lifecycle, billingPlan: current.billingPlan }
        : null,
  };
}

async function namedResources(
  tx: StateWorldTx,
  desired: DesiredState,
  {
    integrations,
    projectId,
    ids,
  }: {
    readonly integrations: readonly CatalogIntegration[];
    readonly projectId: ProjectId | null;
    readonly ids: Parameters<TeamTx['statePlans']['resources']>[0]['ids'];
  },
): Promise<readonly NamedResource[]> {
  const connected = Object.keys(desired.connections).map((name) => name.split('/').at(-1) ?? name);
  const names = [...new Set([...Object.keys(desired.resources), ...connected])];
  const stored = await tx.statePlans.resources({ names, ids, projectId });
  const slugs = new Map(integrations.map(({ id, slug }) => [id, slug]));
  const read: NamedResource[] = [];
  for (const { resource, integrationId, usedElsewhere } of stored) {
    const keyset = await tx.keysets.find(resource.id);
    const integration = slugs.get(integrationId) ?? integrationId;
    read.push({ resource, integration, keyset, usedElsewhere });
  }
  return read;
}
