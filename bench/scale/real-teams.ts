import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { BenchWorld } from '../world.ts';

const TEAMS = 16;
const RESOURCES = 10;

/** A team that was made through the API, as a customer's is. What is measured is asked of these. */
export type RealTeam = {
  readonly team: string;
  readonly teamId: string;
  readonly installation: string;
  readonly resource: string;
  /** What its provider calls that resource. */
  readonly externalId: string;
  readonly project: string;
};

export async function makeRealTeams(world: BenchWorld, prefix: string): Promise<RealTeam[]> {
  const made: RealTeam[] = [];
  for (let index = 0; index < TEAMS; index++) {
    made.push(await makeRealTeam(world, `${prefix}-${index}`));
  }
  return made;
}

export async function makeRealTeam(
  { api, integration }: BenchWorld,
  team: string,
  count = RESOURCES,
): Promise<RealTeam> {
  const params = { team };
  const { body: created } = await api(k.createTeam, { body: { name: team, slug: team } });
  const installed = await api(k.install, {
    params,
    body: { integration, acceptedPolicies: ['toc'] },
  });
  const installation = installed.body.installation.id;
  for (const project of ['web', 'api']) {
    await api(k.createProject, { params, body: { name: project } });
  }
  const resources = [];
  for (let index = 0; index < count; index++) {
    const { body } = await api(k.createResource, {
      params: { ...params, installation },
      body: { product: 'db', name: `db-${index}`, billingPlanId: 'free' },
    });
    resources.push(body.resource);
    const connected = await api(k.connectResource, {
      params: { ...params, resource: body.resource.id },
      body: {
        project: index % 2 ? 'web' : 'api',
        environments: ['production'],
        prefix: `D${index}_`,
      },
    });
    if (connected.status !== 201) throw new Error(JSON.stringify(connected.error));
  }
  const [first] = resources;
  if (!first?.externalId) throw new Error('A resource was made without an id of its provider.');
  const { id: resource, externalId } = first;
  return { team, teamId: created.team.id, installation, resource, externalId, project: 'web' };
}
