import { kontorEndpoints, type Resource } from '@kontor/protocol/kontor';
import { TEAM, type Tour } from '../tour.ts';

export const PREFIX = 'MAIN';

/** Connects the database to the project web, for two of its environments, under a prefix. */
export function connectWeb(tour: Tour, resource: Resource): Promise<string> {
  return tour.step(
    'Connect it to a project',
    'The secrets become variables of two environments of the project web. The prefix keeps them apart from others of the same names; a dry run shows the names before anything changes.',
    async () => {
      const body = { project: 'web', environments: ['production', 'preview'], prefix: PREFIX };
      const params = { team: TEAM, resource: resource.id };
      const dry = await tour.call(kontorEndpoints.connectResource, {
        params,
        query: { dryRun: 'true' },
        body,
      });
      tour.check('nothing collides', dry.body.preview.collisions, []);
      const id = await connect(tour, resource, body);
      const production = await namesIn(tour, 'web', 'production');
      const isPrefixed = production.every((name) => name.startsWith(`${PREFIX}_`));
      tour.check('every name in production has the prefix', isPrefixed, true);
      const hasAddress = production.includes(`${PREFIX}_DATABASE_URL`);
      tour.check(`one of them is ${PREFIX}_DATABASE_URL`, hasAddress, true);
      tour.check('preview has the same', await namesIn(tour, 'web', 'preview'), production);
      tour.check('development has none', await namesIn(tour, 'web', 'development'), []);
      return id;
    },
  );
}

/** Connects the same database to the project api, without a prefix. */
export function connectApi(
  tour: Tour,
  { resource, variables }: { resource: Resource; variables: Readonly<Record<string, string>> },
): Promise<string> {
  return tour.step(
    'Connect the same database to a second project',
    'Every connection has its own environments and prefix. The values are the same everywhere.',
    async () => {
      const id = await connect(tour, resource, { project: 'api', environments: ['production'] });
      const values = await valuesIn(tour, 'api', 'production');
      const prefixed = Object.entries(values).map(([name, value]) => [`${PREFIX}_${name}`, value]);
      tour.check(
        'api has the values that web has, under names without the prefix',
        Object.fromEntries(prefixed),
        variables,
      );
      return id;
    },
  );
}

/** Takes the database out of both projects. */
export function disconnect(
  tour: Tour,
  { resource, connections }: { resource: Resource; connections: { web: string; api: string } },
): Promise<void> {
  return tour.step(
    'Disconnect',
    'The variables of one connection leave, and the other stays as it is until it is disconnected, too.',
    async () => {
      const web = await namesIn(tour, 'web', 'production');
      await removeConnection(tour, resource, connections.api);
      tour.check('api has no variables any more', await namesIn(tour, 'api', 'production'), []);
      tour.check('web has what it had', await namesIn(tour, 'web', 'production'), web);
      await removeConnection(tour, resource, connections.web);
      tour.check('web has none any more', await namesIn(tour, 'web', 'production'), []);
    },
  );
}

/** The whole environment, values included. */
export async function valuesIn(
  { call, mask }: Tour,
  project: string,
  environment: string,
): Promise<Readonly<Record<string, string>>> {
  const { body } = await call(kontorEndpoints.readEnvironment, {
    params: { team: TEAM, project, environment },
  });
  mask.learnVariables(body?.variables ?? {});
  return body?.variables ?? {};
}

async function connect(
  { call, check }: Tour,
  resource: Resource,
  body: { project: string; environments: string[]; prefix?: string },
): Promise<string> {
  const answer = await call(kontorEndpoints.connectResource, {
    params: { team: TEAM, resource: resource.id },
    query: {},
    body,
  });
  check(`the resource is connected to ${body.project}`, answer.status, 201);
  return answer.status === 201 ? answer.body.connection.id : '';
}

async function removeConnection(
  { call }: Tour,
  resource: Resource,
  connection: string,
): Promise<void> {
  const params = { team: TEAM, resource: resource.id, connection };
  await call(kontorEndpoints.disconnectResource, { params });
}

async function namesIn(
  { call }: Tour,
  project: string,
  environment: string,
): Promise<readonly string[]> {
  const { body } = await call(kontorEndpoints.listEnvironmentVariables, {
    params: { team: TEAM, project, environment },
  });
  return body.variables.map(({ name }) => name).sort();
}
