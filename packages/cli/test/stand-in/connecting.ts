import type {
  Collision,
  Connection,
  ConnectionPreview,
  VariableSource,
} from '@kontor/protocol/kontor';
import { variableNameOf } from '@kontor/protocol/vocabulary';
import { at, id, secrets } from './goods.ts';
import { type Handlers, Refused } from './serve.ts';
import { find, type State } from './state.ts';

/** Connections, and the environments that come of them. */
export function connectingHandlers(
  state: State,
  values: Readonly<Record<string, string>>,
): Handlers {
  const { connections, projects } = state;
  return {
    connectResource: ({ params, query, body }) => {
      const connection = newConnection(state, params.resource, body);
      const preview = previewOf(state, connection);
      if (query.dryRun === 'true') return [200, { preview }];
      refuseCollisions(preview);
      connections.push(connection);
      return [201, { connection, preview }];
    },
    listConnections: ({ params }) => [
      200,
      { connections: connections.filter((each) => each.resourceId === params.resource) },
    ],
    updateConnection: ({ params, query, body }) => {
      const current = find(connections, params.connection, 'connection');
      const { environments = current.environments, prefix = current.prefix } = body;
      const connection = { ...current, environments, prefix };
      const preview = previewOf(state, connection);
      if (query.dryRun === 'true') return [200, { connection, preview }];
      refuseCollisions(preview);
      connections.splice(connections.indexOf(current), 1, connection);
      return [200, { connection, preview }];
    },
    disconnectResource: ({ params }) => {
      const current = find(connections, params.connection, 'connection');
      connections.splice(connections.indexOf(current), 1);
      return [204, null];
    },
    listEnvironments: ({ params }) => {
      find(projects, params.project, 'project');
      const slugs = ['production', 'preview', 'development', 'staging'];
      const environment = { version: 3, latestVersion: 3, variableCount: 1 };
      return [200, { environments: slugs.map((slug) => ({ slug, ...environment })) }];
    },
    readEnvironment: ({ params, query }) => [
      200,
      {
        projectId: find(projects, params.project, 'project').id,
        environment: params.environment ?? '',
        ...(query.gitBranch && { gitBranch: query.gitBranch }),
        version: 3,
        digest: 'd1',
        variables: { ...values },
      },
    ],
    listEnvironmentVersions: ({ params }) => {
      find(projects, params.project, 'project');
      const causes = ['secrets.updated', 'connection.created', 'variable.created'];
      const versions = causes.map((cause, index) => versionOf(causes.length - index, cause));
      return [200, { versions }];
    },
    compareEnvironmentVersions: ({ query: { from, to } }) => {
      const isSame = from === to;
      const named = (name: string) => (isSame ? [] : [name]);
      return [200, { added: named('ADDED'), removed: named('GONE'), changed: named('TURNED') }];
    },
    rollBackEnvironment: ({ params, body }) => {
      const { version } = body;
      if ((version ?? 0) > 3) throw new Refused(404, 'version_not_found', 'There is none.');
      const slug = params.environment ?? '';
      const environment = { slug, version: version ?? 3, latestVersion: 3, variableCount: 1 };
      return [200, { environment }];
    },
    listEnvironmentVariables: ({ params, query }) => {
      const { id: projectId } = find(projects, params.project, 'project');
      if (query.gitBranch !== undefined) return [200, { version: 1, variables: [] }];
      const owned = ownedIn(state, projectId, params.environment ?? '');
      const variables = owned.map(({ name, owner }) => ({ name, source: owner, isPublic: false }));
      return [200, { version: 3, variables }];
    },
  };
}

function versionOf(version: number, cause: string) {
  return { version, digest: `d${version}`, createdAt: at, cause, operationId: null };
}

type WantedActions = {
  readonly required: boolean;
  readonly actions: readonly {
    readonly slug: string;
    readonly environments?: string[] | undefined;
  }[];
};

type Wish = Pick<Connection, 'environments'> & {
  readonly project: string;
  readonly prefix?: string | null | undefined;
  readonly deployments?: WantedActions | undefined;
};

function newConnection(
  { connections, resources, projects }: State,
  resource: string | undefined,
  { project, environments, prefix = null, deployments = { required: false, actions: [] } }: Wish,
): Connection {
  const { id: resourceId } = find(resources, resource, 'resource');
  const { id: projectId, name: projectName } = find(projects, project, 'project');
  if (connections.some((each) => each.resourceId === resourceId && each.projectId === projectId)) {
    throw new Refused(409, 'already_connected', 'It is connected. Change that connection instead.');
  }
  refuseActionsTwice(deployments);
  return {
    id: id('con', connections.length + 1) as Connection['id'],
    resourceId,
    projectId,
    projectName,
    environments,
    prefix,
    makesSensitive: false,
    deployments: {
      required: deployments.required,
      actions: deployments.actions.map((each) => ({
        slug: each.slug,
        environments: each.environments ?? environments,
      })),
    },
    createdAt: at,
  };
}

function refuseActionsTwice({ actions }: WantedActions): void {
  const twice = actions.find(({ slug }, at) => actions.slice(0, at).some((it) => it.slug === slug));
  if (twice === undefined) return;
  const message = `'${twice.slug}' is chosen twice`;
  throw new Refused(400, 'invalid_request', `The actions cannot be chosen: ${message}.`, {
    fields: [{ key: 'deployments.actions', message }],
  });
}

type Owned = { readonly name: string; readonly owner: VariableSource };

/** Production has one variable that was written by hand. */
function ownedIn(state: State, projectId: string, environment: string): Owned[] {
  const byHand = { kind: 'variable', variableId: id('var', 1) } as VariableSource;
  return [
    ...(environment === 'production' ? [{ name: 'PORT', owner: byHand }] : []),
    ...state.connections
      .filter((each) => each.projectId === projectId && each.environments.includes(environment))
      .flatMap((each) => variablesOf(state, each)),
  ];
}

function variablesOf({ resources }: State, { id: connectionId, resourceId, prefix }: Connection) {
  const { name: resourceName } = find(resources, resourceId, 'resource');
  return secrets.map((secretName) => ({
    name: variableNameOf({ name: secretName, connectionPrefix: prefix }),
    secretName,
    owner: { kind: 'connection', connectionId, resourceId, resourceName, secretName } as const,
  }));
}

function previewOf(state: State, connection: Connection): ConnectionPreview {
  const { environments, projectId } = connection;
  const variables = variablesOf(state, connection);
  const collisions: Collision[] = environments.flatMap((environment) =>
    variables.flatMap(({ name, owner }) => {
      const taken = ownedIn(state, projectId, environment)
        .filter((each) => each.name === name)
        .map((each) => each.owner)
        .filter((each) => each.kind !== 'connection' || each.connectionId !== connection.id);
      return taken.length === 0 ? [] : [{ environment, name, owners: [...taken, owner] }];
    }),
  );
  const shown = variables.map(({ name, secretName }) => ({
    name,
    secretName,
    isPublic: name.startsWith('NEXT_PUBLIC_'),
  }));
  return {
    environments: environments.map((environment) => ({ environment, variables: shown })),
    collisions,
    ...(collisions.length === 0 ? {} : { suggestedPrefix: 'DB2' }),
    warnings: shown
      .filter(({ isPublic }) => isPublic)
      .map(({ name, secretName }) => ({ code: 'public_name', name, secretName, cause: 'prefix' })),
  };
}

function refuseCollisions({ collisions, suggestedPrefix }: ConnectionPreview): void {
  const [first] = collisions;
  if (first === undefined) return;
  throw new Refused(409, 'variable_collision', `${first.name} would collide.`, {
    collisions,
    suggestedPrefix,
  });
}
