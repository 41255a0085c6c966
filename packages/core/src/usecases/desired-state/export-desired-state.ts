import type { DesiredState, TeamId } from '@kontor/protocol/vocabulary';
import { type ExportedState, exportState } from '../../domain/desired-state/export-state.ts';
import type { NamedResource } from '../../domain/desired-state/state-world.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { CatalogIntegration, CatalogReader } from '../catalog-reader.ts';
import { projectNotFound } from '../project/project-refusals.ts';
import type { Transact } from '../team-tx.ts';
import { readStateWorld, type StateWorldTx } from './read-state-world.ts';

export type ExportStatePorts = {
  readonly transact: Transact<StateWorldTx>;
  readonly catalog: CatalogReader;
};

/** Says what a project has, as the file that would want just that. */
export function createExportDesiredState({ transact, catalog }: ExportStatePorts) {
  return async (request: {
    readonly teamId: TeamId;
    /** Its name. */
    readonly project: string;
    /** Whether what the team shares is for whoever asks. */
    readonly seesShared: boolean;
  }): Promise<Result<ExportedState, Refusal>> => {
    const { teamId, project, seesShared } = request;
    const nothing: DesiredState = {
      ...{ project, environments: {}, resources: {} },
      ...{ connections: {}, variables: {}, shared: {} },
    };
    const world = await transact(teamId, (tx) => readStateWorld(tx, nothing, []));
    if (world.project === null) return projectNotFound(project);
    const integrations = new Map<string, CatalogIntegration>();
    for (const { integration } of world.resources) {
      const found = await catalog(integration);
      if (found !== undefined) integrations.set(integration, found);
    }
    const resources = world.resources.map((each) => ({
      ...each,
      integration: integrations.get(each.integration)?.slug ?? each.integration,
    }));
    const bySlug = new Map([...integrations.values()].map((each) => [each.slug, each]));
    const productOf = ({ resource, integration }: NamedResource) => {
      const offered = bySlug.get(integration);
      const product = offered?.products.find(({ id }) => id === resource.productId);
      const isOffered = product !== undefined && offered?.kinds.includes('native');
      return isOffered ? `${integration}/${product.slug}` : undefined;
    };
    return ok(exportState(project, { ...world, resources }, { productOf, seesShared }));
  };
}
