import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { type Api, createApi } from '../world/api-client.ts';
import { scriptedSchema, type World } from '../world/world.ts';

/** Calls about deployments of one project, by whoever calls. */
export function deploymentsOf(
  world: Pick<World, 'owner' | 'team'>,
  project: string,
  api: Api = world.owner.api,
) {
  const params = { team: world.team, project };
  const at = (deployment: string) => ({ ...params, deployment });
  return {
    announce: (body: object = {}) => api(k.announceDeployment, { params, body }),
    list: (query: Record<string, string | number> = {}) =>
      api(k.listDeployments, { params, query }),
    show: (id: string) => api(k.showDeployment, { params: at(id) }),
    report: (id: string, body: object) => api(k.reportDeployment, { params: at(id), body }),
    remove: (id: string) => api(k.removeDeployment, { params: at(id) }),
    read: (id: string, headers: Record<string, string> = {}) =>
      api(k.readDeploymentEnvironment, { params: at(id), headers }),
  };
}

/** Announces a deployment and answers its id. */
export async function announced(
  deployments: Pick<ReturnType<typeof deploymentsOf>, 'announce'>,
  body: object = {},
): Promise<string> {
  const { status, body: answer, error } = await deployments.announce(body);
  if (status !== 201) throw new Error(JSON.stringify(error));
  return answer.deployment.id;
}

/** Writes a variable by hand. */
export async function putVariable(world: World, project: string, name: string, value: string) {
  const { status, error, body } = await world.owner.api(k.createVariable, {
    params: { team: world.team, project },
    body: { name, value, environments: ['production', 'preview'] },
  });
  if (status !== 201) throw new Error(JSON.stringify(error));
  return body.variable.id;
}

/** The types of a team's events about one deployment, oldest first. */
export async function happenedTo(world: World, deployment: string): Promise<readonly string[]> {
  const { body } = await world.owner.api(k.listEvents, {
    params: { team: world.team },
    query: { after: 0, limit: 500 },
  });
  return body.events
    .filter(({ subject }) => subject.deployment === deployment)
    .map(({ type }) => type);
}

/** The provider, with the token of an installation. */
export function providerApi(world: World, installation: string): Api {
  return createApi(world.url, world.provider.installations.get(installation)?.accessToken);
}

/** Has the product of the scripted provider declare what it can do for deployments. */
export async function declareActions(world: World, capabilities: object = {}): Promise<void> {
  const { status, error } = await world.owner.api(k.putProduct, {
    params: { team: world.team, integration: world.integration.id, product: 'db' },
    body: {
      name: 'Database',
      metadataSchema: scriptedSchema,
      capabilities,
      details: {
        deploymentActions: [
          { slug: 'branch', name: 'Branch', suggestions: { environments: ['preview'] } },
          { slug: 'seed', name: 'Seed', options: { environments: ['preview'] } },
        ],
      },
    },
  });
  if (status !== 200) throw new Error(JSON.stringify(error));
}
