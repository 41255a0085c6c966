import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { PATIENCE_MS } from '@kontor/testing';
import type { World } from './world.ts';

/** What a story needs of a world, wherever its host runs. */
export type Stage = Pick<World, 'owner' | 'team' | 'integration'>;

/** Installs the integration and answers the id of the installation. */
export async function install(world: Stage): Promise<string> {
  const { status, body, error } = await world.owner.api(k.install, {
    params: { team: world.team },
    body: { integration: world.integration.slug, acceptedPolicies: ['toc', 'eula'] },
  });
  if (status >= 300) throw new Error(JSON.stringify(error ?? body));
  if (status === 202) await hasSucceeded(world, body.operation.id);
  return body.installation.id;
}

/** A host that answers before its provider has, says so with 202. */
async function hasSucceeded(world: Stage, operation: string): Promise<void> {
  await eventually(async () => {
    const { body } = await world.owner.api(k.getOperation, {
      params: { team: world.team, operation },
    });
    if (body.operation.status === 'failed') throw new Error(JSON.stringify(body.operation));
    return body.operation.status === 'succeeded';
  });
}

/** What a provision asks for; a name of its own for each call unless told. */
let count = 0;
export function wanted(more: Record<string, unknown> = {}) {
  count += 1;
  return { product: 'db', name: `db-${count}`, metadata: { region: 'fra1' }, ...more };
}

/** Provisions a resource and answers it. */
export async function provision(world: Stage, installation: string, more = {}) {
  const { status, body, error } = await world.owner.api(k.createResource, {
    params: { team: world.team, installation },
    body: wanted(more),
  });
  if (status >= 300) throw new Error(JSON.stringify(error ?? body));
  if (status === 201) return body.resource;
  await hasSucceeded(world, body.operation.id);
  const params = { team: world.team, resource: body.resource.id };
  return (await world.owner.api(k.getTeamResource, { params })).body.resource;
}

/** Creates a project and answers its id. */
export async function project(world: Stage, name: string): Promise<string> {
  const { status, body, error } = await world.owner.api(k.createProject, {
    params: { team: world.team },
    body: { name },
  });
  if (status !== 201) throw new Error(JSON.stringify(error));
  return body.project.id;
}

/** The variables of an environment. */
export async function variablesOf(world: Stage, named: string, environment: string) {
  const { body } = await world.owner.api(k.readEnvironment, {
    params: { team: world.team, project: named, environment },
  });
  return body?.variables ?? {};
}

/** What the log of a team has of a type, newest first. */
export async function eventsOf({ owner, team }: Pick<Stage, 'owner' | 'team'>, type: string) {
  return (await owner.api(k.listEvents, { params: { team }, query: { type } })).body.events;
}

/** Gives a team something that it pays with from now on. */
export async function payWith({ owner, team }: Pick<Stage, 'owner' | 'team'>, token: string) {
  const { body } = await owner.api(k.addPaymentMethod, { params: { team }, body: { token } });
  const params = { team, paymentMethod: body.paymentMethod.id };
  await owner.api(k.changePaymentMethod, { params, body: { isDefault: true } });
}

/** Waits until `look` answers something. */
export async function eventually<Found>(
  look: () => Promise<Found | undefined | false>,
  withinMs = PATIENCE_MS,
): Promise<Found> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`it did not happen within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
