import { actionsIn } from '@kontor/core';
import type { HostEndpoint } from '@kontor/protocol';
import type { World } from '../world/world.ts';
import type { Belongings } from './belongings.ts';
import {
  anotherPlatform,
  colleagues,
  endedTokens,
  narrowTokens,
  otherProviders,
  type Presented,
  scopelessService,
} from './credentials.ts';
import { parametersOf } from './endpoints.ts';
import { nobodysPlaces, type Places, placesOf } from './places.ts';

/** How a refusal looks: its status and the exact code, or just as for what is nobody's. */
export type Expected =
  | '401 unauthenticated'
  | '403 forbidden'
  | '403 wrong_installation'
  | '404 team_not_found'
  | 'as nobodys';

/** Somebody who has no business with what an endpoint is asked about. */
export type Attacker = {
  readonly name: string;
  /** What they present; undefined for nothing. */
  readonly token: Presented;
  /** What they name: the other's things, perhaps from within a place of their own. */
  readonly places: Places;
  /** The same, of what is nobody's. */
  readonly nobodys: Places;
  /** What has to be answered; undefined where the endpoint is open to them. */
  readonly expects: (endpoint: HostEndpoint) => Expected | undefined;
};

type Kind = HostEndpoint['access']['kind'];
type ByKind = Partial<Readonly<Record<Kind, Expected | undefined>>>;

/** Endpoints inside a team, by each way to name it. */
const inTeam = (expected: Expected): ByKind => ({
  team: expected,
  scope: expected,
  'scope-or-installation': expected,
});
const byKind = (expected: ByKind) => (endpoint: HostEndpoint) => expected[endpoint.access.kind];
const everywhere = (expected: Expected) => (endpoint: HostEndpoint) =>
  endpoint.access.kind === 'public' ? undefined : expected;

/** Parameters that say where a request acts; the others are things there. */
const scopeNames: Partial<Readonly<Record<Kind, string>>> = {
  team: 'team',
  scope: 'team',
  'scope-or-installation': 'team',
  installation: 'installationId',
};

/**
 * What names nothing that is anybody's alone, and why. Everything else in an address is a thing
 * inside the place that the request acts in.
 */
const open: readonly {
  readonly why: string;
  readonly is: (name: string, of: HostEndpoint) => boolean;
}[] = [
  {
    why: 'the place itself',
    is: (name, { access }) => name === scopeNames[access.kind],
  },
  {
    why: 'what is published is in the catalogue for everybody',
    is: (name, { path, access }) =>
      ['integration', 'product'].includes(name) &&
      access.kind !== 'operator' &&
      !path.startsWith('/kontor/v1/teams/{team}/integrations'),
  },
  { why: 'whoever holds a code takes over what it is for', is: (name) => name === 'code' },
  {
    why: 'it gives a new thing a name, and every caller has names of their own',
    is: (name, { id }) =>
      (id === 'importResource' && name === 'resourceId') ||
      (id === 'putProvisionedTeam' && name === 'externalTeam') ||
      (id === 'createStatePlan' && name === 'project'),
  },
];

const isOpen = (name: string, endpoint: HostEndpoint) => open.some(({ is }) => is(name, endpoint));

/** Whether an address names anything that is somebody's. */
function namesThings(endpoint: HostEndpoint): boolean {
  return parametersOf(endpoint).some((name) => !isOpen(name, endpoint));
}

const ifItNamesThings = (expected: ByKind) => (endpoint: HostEndpoint) =>
  namesThings(endpoint) ? expected[endpoint.access.kind] : undefined;

/** From a place of one's own, about things elsewhere. */
function within(own: Places, elsewhere: Places): Places {
  return (name, endpoint) =>
    (name === scopeNames[endpoint.access.kind] ? own : elsewhere)(name, endpoint);
}

/** Everybody who tries to get at what is `theirs`; `own` is what another team has. */
export async function everyAttacker(
  world: World,
  theirs: Belongings,
  own: Belongings,
): Promise<readonly Attacker[]> {
  const at = placesOf(theirs);
  const nobodys: Places = (name, endpoint) =>
    (isOpen(name, endpoint) ? at : nobodysPlaces)(name, endpoint);
  const outside = { places: at, nobodys };
  const inside = (place: Places) => ({
    places: within(place, at),
    nobodys: within(place, nobodys),
  });
  const fromOwn = inside(placesOf(own));
  const ended = await endedTokens(world, theirs);
  const narrow = await narrowTokens(theirs);
  const owner = () => own.stage.owner.token;
  const machine = () => own.machineSecret;
  const notTheirs = { ...inTeam('404 team_not_found'), ...outsiders };
  return [
    attacker('no token', outside, () => undefined, everywhere('401 unauthenticated')),
    attacker('a made-up token', outside, () => madeUp, everywhere('401 unauthenticated')),
    attacker('a revoked token', outside, ended.revoked, everywhere('401 unauthenticated')),
    attacker('an expired token', outside, ended.expired, everywhere('401 unauthenticated')),
    // signed by this host, for a provider to believe: no credential here
    attacker('a wrong audience', outside, () => theirs.jwt, everywhere('401 unauthenticated')),
    attacker('another team', outside, owner, (endpoint) =>
      endpoint.access.kind === 'person'
        ? ifItNamesThings({ person: 'as nobodys' })(endpoint)
        : notTheirs[endpoint.access.kind],
    ),
    attacker('another team, from its own', fromOwn, owner, ifItNamesThings(inTeam('as nobodys'))),
    attacker(
      'a machine of another team',
      outside,
      machine,
      byKind({ ...notTheirs, person: '403 forbidden' }),
    ),
    attacker(
      'a machine of another team, from its own',
      fromOwn,
      machine,
      ifItNamesThings(inTeam('as nobodys')),
    ),
    ...(await otherProviders(theirs, own)).flatMap(
      ({ name, installation, secret, isElsewhere }) => [
        attacker(
          name,
          outside,
          () => secret,
          (endpoint) =>
            endpoint.access.kind === 'scope-or-installation'
              ? // one that is installed in the same team may know what it has
                isElsewhere
                ? ifItNamesThings({ 'scope-or-installation': 'as nobodys' })(endpoint)
                : undefined
              : providers[endpoint.access.kind],
        ),
        attacker(
          `${name}, from its own`,
          inside(() => installation),
          () => secret,
          ifItNamesThings({ installation: 'as nobodys' }),
        ),
      ],
    ),
    attacker(
      'its own provider',
      outside,
      () => theirs.providerSecret,
      byKind({ ...providers, installation: undefined }),
    ),
    attacker('its own owner', outside, () => theirs.stage.owner.token, byKind(outsiders)),
    ...(await platforms(world, theirs, outside)),
    ...agents(own, narrow, outside),
    ...(await colleagues(world, theirs)).map(({ role, secret }) =>
      attacker(
        `a colleague who is ${role}`,
        outside,
        () => secret,
        ({ access }) =>
          'action' in access && !actionsIn({ role }).includes(access.action)
            ? '403 forbidden'
            : undefined,
      ),
    ),
    attacker(
      'a token for something else',
      outside,
      narrow.otherAction,
      byKind(inTeam('403 forbidden')),
    ),
    attacker(
      'a token for another team',
      outside,
      () => narrow.otherTeam,
      byKind(inTeam('404 team_not_found')),
    ),
    attacker(
      'a token for another project',
      outside,
      () => narrow.otherProject,
      (endpoint) =>
        byKind(inTeam(leadsToProject(endpoint) ? 'as nobodys' : '403 forbidden'))(endpoint),
    ),
  ];
}

/** What is given to agents: it ends where it was narrowed, and before what needs the person. */
function agents(
  own: Belongings,
  narrow: Awaited<ReturnType<typeof narrowTokens>>,
  outside: Pick<Attacker, 'places' | 'nobodys'>,
): readonly Attacker[] {
  const unlessInPerson = (expected: ByKind) => (endpoint: HostEndpoint) =>
    needsThePerson(endpoint) ? '403 forbidden' : expected[endpoint.access.kind];
  const action = ({ access }: HostEndpoint) =>
    'action' in access && access.action === 'team:read' ? narrow.agentLooks : narrow.agentReads;
  return [
    attacker(
      'an agent of another team',
      outside,
      () => own.agentSecret,
      unlessInPerson({ ...inTeam('404 team_not_found'), ...outsiders }),
    ),
    attacker(
      'an agent for something else',
      outside,
      action,
      unlessInPerson({ ...inTeam('403 forbidden'), ...outsiders }),
    ),
    attacker(
      'an agent for another project',
      outside,
      () => narrow.agentElsewhere,
      (endpoint) =>
        leadsToProject(endpoint) && !needsThePerson(endpoint)
          ? byKind(inTeam('as nobodys'))(endpoint)
          : undefined,
    ),
  ];
}

function needsThePerson({ access, method }: HostEndpoint): boolean {
  return access.kind === 'team'
    ? access.inPerson === true
    : access.kind === 'person' && method !== 'GET';
}

/** Whether an address names something of one project. */
const leadsToProject = (endpoint: HostEndpoint) =>
  parametersOf(endpoint).some((name) =>
    ['project', 'deploymentId', 'idOrUrl', 'plan'].includes(name),
  );

const madeUp = `kpt_${'x'.repeat(43)}`;

/** What people and machines of teams are told where providers, platforms and operators call. */
const outsiders: ByKind = {
  installation: '403 wrong_installation',
  service: '403 forbidden',
  operator: '403 forbidden',
};

/** What providers are told everywhere but at the addresses of their own installation. */
const providers: ByKind = {
  ...{ team: '404 team_not_found', scope: '403 forbidden', person: '403 forbidden' },
  ...outsiders,
};

function attacker(
  name: string,
  about: Pick<Attacker, 'places' | 'nobodys'>,
  token: Presented,
  expects: Attacker['expects'],
): Attacker {
  return { name, ...about, token, expects };
}

async function platforms(
  world: World,
  theirs: Belongings,
  outside: Pick<Attacker, 'places' | 'nobodys'>,
): Promise<readonly Attacker[]> {
  const other = await anotherPlatform(world);
  const refused: ByKind = { ...inTeam('403 forbidden'), ...outsiders, person: '403 forbidden' };
  return [
    attacker(
      'another platform',
      outside,
      () => other,
      (endpoint) =>
        endpoint.access.kind === 'service'
          ? ifItNamesThings({ service: 'as nobodys' })(endpoint)
          : refused[endpoint.access.kind],
    ),
    attacker(
      'a platform without the scope',
      outside,
      await scopelessService(world, theirs),
      byKind({ service: '403 forbidden' }),
    ),
  ];
}
