import type { IncomingHttpHeaders } from 'node:http';
import {
  type Actor,
  actionsIn,
  allows,
  type Grant,
  goesOnWhileSuspended,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import type { HostEndpoint } from '@kontor/protocol';
import type { Action, ServiceScope } from '@kontor/protocol/vocabulary';
import { type Soon, soon } from '../soon.ts';
import type { Callers, Principal } from './principal.ts';
import type { InstallationCaller, PersonCaller, ServiceCaller, TeamCaller } from './route.ts';

export type Caller = TeamCaller | InstallationCaller | ServiceCaller | PersonCaller | null;
type Incoming = {
  readonly endpoint: HostEndpoint;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly headers: IncomingHttpHeaders;
};

/**
 * Decides who is calling and whether they may. A team that the caller has no part in is not found,
 * just as one that does not exist.
 */
export function authorise(
  callers: Callers,
  { endpoint, params, query, headers }: Incoming,
): Soon<Result<Caller, Refusal>> {
  const { access, method } = endpoint;
  if (access.kind === 'public') return ok(null);
  return soon(callers.authenticate(headers, method), (authenticated) => {
    if (!authenticated.ok) return authenticated;
    return asked(callers, authenticated.value, { access, params, query, reads: method === 'GET' });
  });
}

type Guarded = Exclude<HostEndpoint['access'], { kind: 'public' }>;
type Asked = Pick<Incoming, 'params' | 'query'> & {
  readonly access: Guarded;
  /** Whether it changes nothing. */
  readonly reads: boolean;
};

function asked(
  callers: Callers,
  principal: Principal,
  { access, params, query, reads }: Asked,
): Soon<Result<Caller, Refusal>> {
  switch (access.kind) {
    case 'person':
      return asPerson(principal, { ...access, reads });
    case 'operator':
      return asOperator(principal);
    case 'service':
      return asService(principal, access.scope);
    case 'installation':
      return asInstallation(principal, params.installationId);
    case 'team':
      if (access.inPerson && isAgent(principal)) return notThroughAgents();
      return asTeam(callers, principal, {
        action: access.action,
        params,
        reads,
        waits: access.waits === true,
        ends: access.ends === true,
        named: params.team,
      });
    case 'scope':
      if (isLinked(principal)) {
        return asLinked(callers, principal, {
          action: access.action,
          params,
          reads,
          named: scopeIn(query),
        });
      }
      return asTeam(callers, principal, {
        action: access.action,
        params,
        reads,
        named: scopeIn(query),
      });
    case 'scope-or-installation':
      if (isLinked(principal)) {
        return asLinked(callers, principal, {
          action: access.action,
          params,
          reads,
          named: scopeIn(query),
        });
      }
      return principal.kind === 'installation'
        ? asInstallation(principal, principal.installationId)
        : asTeam(callers, principal, {
            action: access.action,
            params,
            reads,
            named: scopeIn(query),
          });
  }
}

/** The team that a query names, if it names one. @see spec/platform-api.md §1.3 */
function scopeIn(query: unknown): string | undefined {
  if (typeof query !== 'object' || query === null) return undefined;
  const { teamId, slug } = query as Record<string, unknown>;
  const named = [teamId, slug].find((each) => typeof each === 'string' && each !== '');
  return named as string | undefined;
}

function asPerson(
  principal: Principal,
  { limited, reads }: { readonly limited?: true; readonly reads: boolean },
): Result<PersonCaller, Refusal> {
  if (principal.kind === 'person') {
    if (isAgent(principal) && !reads) return notThroughAgents();
    if (limited || principal.person.limits === undefined) return ok(principal.person);
    return refuse(
      'forbidden',
      'This token is limited to one team, and this is about a person in all of them. Sign in, or send a token without that limit.',
    );
  }
  if (principal.kind === 'installation') return notForProviders();
  return refuse('forbidden', 'This needs a person: sign in, or send a personal token.');
}

function isAgent(principal: Principal): boolean {
  return principal.kind === 'person' && principal.person.mandate !== undefined;
}

function notThroughAgents() {
  return refuse(
    'forbidden',
    'An agent cannot do this: it needs the person, who signs in or sends a personal token.',
  );
}

function noSuchTeam(named: string) {
  return refuse('team_not_found', `There is no team '${named}' that you belong to.`);
}

/** In the words that the protocol's hosts use. @see spec/platform-api.md §1.2 */
function notForProviders() {
  return refuse('forbidden', "You don't have permission to access this resource.");
}

function notForServices() {
  return refuse(
    'forbidden',
    'A service acts in a team for one of its members: make a token for them at /kontor/v1/platform/teams/{team}/members/{user}/tokens.',
  );
}

function asOperator(principal: Principal): Result<PersonCaller, Refusal> {
  if (principal.kind === 'person' && principal.person.isOperator) return ok(principal.person);
  return refuse('forbidden', 'Only an operator of this host may do this.');
}

function asService(principal: Principal, scope: ServiceScope): Result<ServiceCaller, Refusal> {
  if (principal.kind !== 'service') {
    return refuse('forbidden', 'This is for a platform: send a token of its service (kst_…).');
  }
  const { serviceId, tokenId, scopes } = principal;
  if (!scopes.includes(scope)) {
    return refuse(
      'forbidden',
      `This needs the scope ${scope}, which this token does not have. Have an operator make one that has.`,
      { scope },
    );
  }
  return ok({ ...principal, actor: { kind: 'service', serviceId, tokenId } });
}

function asInstallation(
  principal: Principal,
  installationId: string | undefined,
): Result<InstallationCaller, Refusal> {
  if (principal.kind !== 'installation' || principal.installationId !== installationId) {
    return refuse(
      'wrong_installation',
      "You don't have permission to access this resource: send the access token of this installation.",
    );
  }
  const actor: Actor = { kind: 'provider', installationId: principal.installationId };
  return ok({ ...principal, actor });
}

type LinkedPrincipal = Extract<Principal, { kind: 'installation' }> & { readonly grant: Grant };

function isLinked(principal: Principal): principal is LinkedPrincipal {
  return principal.kind === 'installation' && principal.grant !== undefined;
}

/** A linked account acts in its team as far as its scopes go, at the protocol's own addresses. */
function asLinked(
  callers: Callers,
  { grant, teamId, installationId }: LinkedPrincipal,
  { named, ...wanted }: Wanted,
): Soon<Result<TeamCaller, Refusal>> {
  return soon(callers.team(named ?? teamId), (team) => {
    if (team?.id !== teamId) return notForProviders();
    const actor: Actor = { kind: 'provider', installationId };
    return permitted({ team, grant, at: callers.now(), actor, person: null }, wanted);
  });
}

type Wanted = {
  readonly action: Action;
  readonly params: Incoming['params'];
  readonly reads: boolean;
  /** Whether it waits while the team is suspended, whatever its action does. */
  readonly waits?: boolean;
  /** Whether it goes on then, although its action does not. */
  readonly ends?: boolean;
  readonly named: string | undefined;
};

function asTeam(
  callers: Callers,
  principal: Principal,
  wanted: Wanted,
): Soon<Result<TeamCaller, Refusal>> {
  const { named, params } = wanted;
  if (principal.kind === 'installation') {
    return params.team === undefined ? notForProviders() : noSuchTeam(params.team);
  }
  if (principal.kind === 'service') return notForServices();
  return soon(named ?? ownTeam(callers, principal), (team) =>
    soon(team === undefined ? undefined : teamCaller(callers, principal, team), (caller) => {
      if (caller !== undefined) return permitted(caller, wanted);
      return named === undefined
        ? refuse('team_not_found', 'You belong to no team. Create one, or be invited to one.')
        : noSuchTeam(named);
    }),
  );
}

function permitted(
  caller: TeamCaller,
  { action, params, reads, waits = false, ends = false }: Omit<Wanted, 'named'>,
): Result<TeamCaller, Refusal> {
  const { suspension } = caller.team;
  const goesOn = ends || (!waits && goesOnWhileSuspended(action, { reads }));
  if (suspension && !goesOn) return teamSuspended(suspension);
  // a token limited to projects is judged again where the project has been looked up
  const isAllowed = leadsToProject.some((name) => name in params)
    ? actionsIn(caller.grant).includes(action)
    : allows(caller.grant, { action }, caller.at);
  return isAllowed ? ok(caller) : forbidden(action, caller.grant.role);
}

/** The answer to whoever changes something in a team that an operator has suspended. */
export function teamSuspended(reason: string) {
  return refuse(
    'team_suspended',
    `Whoever runs this host has suspended the team: ${reason} Until it is resumed, it can be looked at, what is owed can be paid, and tokens can be revoked.`,
    { reason },
  );
}

/** What a path names that a project is found by. */
const leadsToProject = ['project', 'deploymentId', 'idOrUrl', 'plan'];

/** The answer to a member or token that may not do something in a team it belongs to. */
export function forbidden(action: Action, role: string) {
  return refuse(
    'forbidden',
    `This needs the permission ${action}, which the role '${role}' or this token does not have here. Ask an owner of the team.`,
    { action, role },
  );
}

/** The team that a request is about which names none: the token's, or the person's first. */
function ownTeam(callers: Callers, principal: TeamPrincipal): Soon<string | undefined> {
  if (principal.kind === 'machine') return principal.teamId;
  const { limits, userId } = principal.person;
  return limits?.teamId ?? callers.firstTeam(userId);
}

type TeamPrincipal = Exclude<Principal, { kind: 'installation' | 'service' }>;

function teamCaller(
  callers: Callers,
  principal: TeamPrincipal,
  named: string,
): Soon<TeamCaller | undefined> {
  if (principal.kind === 'machine') {
    const { teamId, tokenId, grant } = principal;
    return soon(callers.team(named), (team) => {
      if (team?.id !== teamId) return undefined;
      const actor: Actor = { kind: 'machine', tokenId };
      return { team, grant, at: callers.now(), actor, person: null };
    });
  }
  const { userId, limits } = principal.person;
  const at = callers.now();
  return soon(callers.membership(userId, named, at), (membership) => {
    if (limits !== undefined && limits.teamId !== membership?.team.id) return undefined;
    return membership && memberCaller(principal.person, membership, at);
  });
}

/** A person as the actor of what they do, with the token, the service and the agent that they do it through. */
export function actorOf({ userId, tokenId, serviceId, mandate }: PersonCaller): Actor {
  return {
    kind: 'person',
    userId,
    ...(tokenId !== null && { tokenId }),
    ...(serviceId !== undefined && { serviceId }),
    ...(mandate && { agent: mandate.agent }),
  };
}

function memberCaller(
  person: PersonCaller,
  { team, role }: NonNullable<Awaited<ReturnType<Callers['membership']>>>,
  at: Date,
): TeamCaller {
  const { limits, expiresAt } = person;
  const grant = {
    role,
    ...(limits?.projects && { projects: limits.projects }),
    ...(expiresAt && { expiresAt }),
    ...grantOf(person.mandate),
  };
  return { team, grant, at, actor: actorOf(person), person };
}

/** What of a person's part in a team is left to an agent. */
export function grantOf(mandate: PersonCaller['mandate']): Partial<Grant> {
  if (mandate === undefined) return {};
  const { actions, environments } = mandate;
  return { isMandate: true, actions, ...(environments && { environments }) };
}
