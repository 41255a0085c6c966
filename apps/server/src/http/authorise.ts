import type { IncomingHttpHeaders } from 'node:http';
import { type Actor, actionsIn, allows, ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { HostEndpoint } from '@kontor/protocol';
import type { Action } from '@kontor/protocol/vocabulary';
import type { Callers, Principal } from './principal.ts';
import type { InstallationCaller, PersonCaller, TeamCaller } from './route.ts';

type Caller = TeamCaller | InstallationCaller | PersonCaller | null;
type Incoming = {
  readonly endpoint: HostEndpoint;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
};

/**
 * Decides who is calling and whether they may. A team that the caller has no part in is not found,
 * just as one that does not exist.
 */
export async function authorise(
  callers: Callers,
  { endpoint, params, headers }: Incoming,
): Promise<Result<Caller, Refusal>> {
  const { access } = endpoint;
  if (access.kind === 'public') return ok(null);
  const authenticated = await callers.authenticate(headers, endpoint.method);
  if (!authenticated.ok) return authenticated;
  return asked(callers, authenticated.value, { access, params });
}

type Guarded = Exclude<HostEndpoint['access'], { kind: 'public' }>;

async function asked(
  callers: Callers,
  principal: Principal,
  { access, params }: { access: Guarded; params: Incoming['params'] },
): Promise<Result<Caller, Refusal>> {
  switch (access.kind) {
    case 'person':
      return asPerson(principal);
    case 'operator':
      return asOperator(principal);
    case 'installation':
      return asInstallation(principal, params.installationId);
    case 'team':
      return asTeam(callers, principal, access.action, params);
  }
}

function asPerson(principal: Principal): Result<PersonCaller, Refusal> {
  if (principal.kind === 'person') return ok(principal.person);
  return refuse('forbidden', 'This needs a person: sign in, or send a personal token.');
}

function asOperator(principal: Principal): Result<PersonCaller, Refusal> {
  if (principal.kind === 'person' && principal.person.isOperator) return ok(principal.person);
  return refuse('forbidden', 'Only an operator of this host may do this.');
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

async function asTeam(
  callers: Callers,
  principal: Principal,
  action: Action,
  params: Readonly<Record<string, string>>,
): Promise<Result<TeamCaller, Refusal>> {
  const named = params.team ?? '';
  const caller = await teamCaller(callers, principal, named);
  if (caller === undefined) {
    return refuse('team_not_found', `There is no team '${named}' that you belong to.`);
  }
  // a token limited to projects is judged again where the project in the path has been looked up
  const isAllowed =
    params.project === undefined
      ? allows(caller.grant, { action }, new Date())
      : actionsIn(caller.grant).includes(action);
  return isAllowed ? ok(caller) : forbidden(action, caller.grant.role);
}

/** The answer to a member or token that may not do something in a team it belongs to. */
export function forbidden(action: Action, role: string) {
  return refuse(
    'forbidden',
    `This needs the permission ${action}, which the role '${role}' or this token does not have here. Ask an owner of the team.`,
    { action, role },
  );
}

async function teamCaller(
  callers: Callers,
  principal: Principal,
  named: string,
): Promise<TeamCaller | undefined> {
  switch (principal.kind) {
    case 'installation':
      return undefined;
    case 'machine': {
      const team = await callers.team(named);
      if (team?.id !== principal.teamId) return undefined;
      const actor: Actor = { kind: 'machine', tokenId: principal.tokenId };
      return { team, grant: principal.grant, actor, person: null };
    }
    case 'person': {
      const membership = await callers.membership(principal.person.userId, named);
      return membership && memberCaller(principal.person, membership);
    }
  }
}

function memberCaller(
  person: PersonCaller,
  { team, role }: NonNullable<Awaited<ReturnType<Callers['membership']>>>,
): TeamCaller {
  const token = person.tokenId === null ? {} : { tokenId: person.tokenId };
  const actor: Actor = { kind: 'person', userId: person.userId, ...token };
  return { team, grant: { role }, actor, person };
}
