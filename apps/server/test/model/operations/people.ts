import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { type Operation, sceneOf, type Trial } from '../asking.ts';
import type { Role, Team, Token } from '../model.ts';
import { has, hasRight, isAtLeast, type Right, turnedAway } from '../rights.ts';
import { doubtThoseOf, endAgentsOf } from './agents.ts';

const roles = ['member', 'developer', 'billing', 'viewer', 'owner'] as const;

const isLastOwner = ({ members }: Team, person: number) =>
  members.get(person) === 'owner' &&
  [...members.values()].filter((role) => role === 'owner').length === 1;

/** Where no platform acts for its person, she is no owner: if she were the last, nobody could look at the team. */
function roleOf({ stage }: Trial, team: Team, person: number, drawn: Role): Role {
  const isUnreachable = person === stage.platform.person && team.atPlatform === undefined;
  return isUnreachable && drawn === 'owner' ? 'member' : drawn;
}

const addMember: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const person = choices.number(trial.stage.people.length);
  const role = roleOf(trial, team, person, choices.oneOf<Role>(...roles));
  return trial.ask(k.addMember, {
    by,
    call: { params: { team: team.slug }, body: { email: emailOf(trial, person), role } },
    refusal:
      turnedAway(team, by, 'member:manage') ??
      (team.members.has(person) ? 'already_member' : undefined),
    takeOver: () => void team.members.set(person, role),
  });
};

const changeRole: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const person = choices.number(trial.stage.people.length);
  const role = roleOf(trial, team, person, choices.oneOf<Role>(...roles));
  return trial.ask(k.updateMember, {
    by,
    call: { params: { team: team.slug, user: idOf(trial, person) }, body: { role } },
    refusal: turnedAway(team, by, 'member:manage') ?? unchangeable(team, person, role),
    takeOver: () => {
      team.members.set(person, role);
      if (!has(role, 'purchase:make')) doubtThoseOf(team, person);
    },
  });
};

const removeMember: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const person = choices.number(trial.stage.people.length);
  return trial.ask(k.removeMember, {
    by,
    call: { params: { team: team.slug, user: idOf(trial, person) } },
    refusal: turnedAway(team, by, 'member:manage') ?? unchangeable(team, person),
    takeOver: () => {
      team.members.delete(person);
      endAgentsOf(team, person);
    },
  });
};

function unchangeable(team: Team, person: number, role?: Role): string | undefined {
  if (!team.members.has(person)) return 'member_not_found';
  return role !== 'owner' && isLastOwner(team, person) ? 'last_owner' : undefined;
}

const createToken: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const name = `token-${trial.next()}`;
  const role = choices.oneOf<Role>(...roles);
  const actions = choices.rarely(3)
    ? choices.some<Right>(['project:write', 'variable:write', 'resource:write', 'member:manage'])
    : undefined;
  const project = choices.rarely(3) ? choices.of(team.projects) : undefined;
  const environments = choices.rarely(4) ? choices.some(['production', 'preview']) : undefined;
  const limits = {
    ...(actions && { actions }),
    ...(project && { projects: [project.id] }),
    ...(environments && { environments }),
  };
  return trial.ask(k.createTeamToken, {
    by,
    call: { params: { team: team.slug }, body: { name, role, ...limits } },
    refusal: turnedAway(team, by, 'token:manage') ?? tooWide(),
    takeOver: ({ token, secret }) => {
      team.tokens.push({ id: token.id, secret, name, role, ...limits, isRevoked: false });
    },
  });

  /** Nobody gives away more than they have. A maker who is limited to projects is turned away before. */
  function tooWide(): string | undefined {
    const own = by.kind === 'token' ? by.token.role : (team.members.get(by.person) ?? 'viewer');
    if (!isAtLeast(own, role)) return 'forbidden';
    // what a token makes ends when it does at the latest, and these do not end
    if (by.kind === 'person') return by.through === undefined ? undefined : 'forbidden';
    return isWithin(by.token, role, actions) ? undefined : 'forbidden';
  }
};

function isWithin(token: Token, role: Role, actions: readonly Right[] | undefined): boolean {
  if (token.actions === undefined) return true;
  const wished = actions?.filter((right) => has(role, right));
  return wished?.every((right) => hasRight(token, right)) ?? false;
}

const revokeToken: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const holders = choices.rarely(8) ? trial.model.teams : [team];
  const token = choices.of(holders.flatMap(({ tokens }) => tokens));
  if (token === undefined) return undefined;
  return trial.ask(k.deleteTeamToken, {
    by,
    call: { params: { team: team.slug, token: token.id } },
    refusal:
      turnedAway(team, by, 'token:manage') ??
      (team.tokens.includes(token) ? undefined : 'token_not_found'),
    takeOver: () => {
      token.isRevoked = true;
    },
  });
};

const emailOf = ({ stage }: Parameters<Operation>[0], person: number) =>
  stage.people[person]?.email ?? '';
const idOf = ({ stage }: Parameters<Operation>[0], person: number) =>
  stage.people[person]?.userId ?? '';

export const peopleOperations = { addMember, changeRole, removeMember, createToken, revokeToken };
