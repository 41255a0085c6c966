import type { Event, Operation } from '@kontor/protocol/kontor';
import { afterEach } from 'vitest';
import { connectingHandlers } from './connecting.ts';
import { at, id, token } from './goods.ts';
import { accountHandlers, serveSignIn } from './people.ts';
import { provisioningHandlers } from './provisioning.ts';
import { type Handlers, type StandInOptions, serve } from './serve.ts';
import { createState, find, type State } from './state.ts';

export type Options = Pick<StandInOptions, 'fault' | 'afterLine'> & {
  readonly teams?: readonly string[];
  /** How often an operation is asked for until it ends; at once unless stated. */
  readonly asksUntilDone?: number;
  /** What the provider refuses every operation with, once it has ended. */
  readonly refusal?: Operation['refusal'];
  /** The variables of every environment. */
  readonly values?: Readonly<Record<string, string>>;
  /** Tokens that are good beside the usual one. */
  readonly tokens?: readonly string[];
  readonly handlers?: Handlers;
};

const stop: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const each of stop.splice(0)) await each();
});

/** A host with two integrations in its catalogue, the projects web and api, and nothing installed. */
export async function marketplace(options: Options = {}) {
  const {
    teams = ['acme'],
    asksUntilDone = 0,
    refusal = null,
    values = {},
    tokens = [],
    fault,
    afterLine,
  } = options;
  const state = createState({ teams, asksUntilDone, refusal });
  const host = await serve({
    isToken: (presented) => [token, ...tokens].includes(presented),
    serveOther: serveSignIn,
    ...(fault === undefined ? {} : { fault }),
    ...(afterLine === undefined ? {} : { afterLine }),
    handlers: {
      ...accountHandlers(state.teams),
      ...teamHandlers(state),
      ...provisioningHandlers(state),
      ...connectingHandlers(state, values),
      ...options.handlers,
    },
  });
  stop.push(async () => {
    await host.close();
    if (host.problems.length > 0) throw new Error(host.problems.join('\n'));
  });
  return {
    ...host,
    ...state,
    /** The environment of somebody who is signed in. */
    signedIn: { KONTOR_HOST_URL: host.address, KONTOR_TOKEN: token },
    /** The requests to one endpoint. */
    requestsTo: (endpoint: string) => host.recorded.filter((each) => each.id === endpoint),
  };
}

function teamHandlers({ teams, projects }: State): Handlers {
  return {
    listTeams: () => [200, { teams: [...teams] }],
    getTeam: ({ params }) => [200, { team: find(teams, params.team, 'team') }],
    listProjects: ({ params }) => {
      find(teams, params.team, 'team');
      return [200, { projects: [...projects] }];
    },
    createProject: ({ body }) => [
      201,
      { project: { id: id('prj', 3), name: body.name, createdAt: at } },
    ],
    getProject: ({ params }) => [200, { project: find(projects, params.project, 'project') }],
    listEvents: ({ query }) => [200, { events: [event(query.type)].slice(0, query.limit) }],
  };
}

function event(type = 'installation.created'): Event {
  return {
    id: id('evt', 1),
    teamId: id('team', 1),
    sequence: 1,
    type,
    text: 'It happened',
    at,
    actor: { kind: 'provider', installationId: id('icfg', 1) },
    subject: { installation: id('icfg', 1) },
    operationId: null,
    data: {},
    previousHash: '',
    hash: 'h1',
  } as unknown as Event;
}
