import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Operation, Trial } from '../asking.ts';
import type { Choices } from '../choices.ts';
import type { Role, Team } from '../model.ts';
import { has } from '../rights.ts';
import { doubtThoseOf, endAgentsOf } from './agents.ts';

const roles = ['owner', 'member', 'developer', 'billing', 'viewer'] as const;
const LONGEST_SECONDS = 3600;

/** A platform makes a token for its person, also in teams that are none of its own or that she is not in. */
const delegate: Operation = (trial, choices) => {
  const { team, by, params, isThere } = platformScene(trial, choices);
  return trial.ask(k.createDelegatedToken, {
    by,
    call: { params, body: { expiresInSeconds: LONGEST_SECONDS } },
    refusal: notOurs(team) ?? (isThere ? undefined : 'member_not_found'),
    takeOver: ({ id, secret }) => void team.delegated.push({ id, secret }),
  });
};

const putMember: Operation = (trial, choices) => {
  const { team, by, params, person, isThere, isLastOwner } = platformScene(trial, choices);
  const role = choices.oneOf<Role>(...roles);
  // a platform may leave a team without an owner, of whom the model asks what there is to see
  if (isLastOwner && role !== 'owner') return undefined;
  return trial.ask(k.putProvisionedMember, {
    by,
    call: { params, body: { ...trial.stage.platform.called, role } },
    success: isThere ? 200 : 201,
    refusal: notOurs(team),
    takeOver: () => {
      team.members.set(person, role);
      if (!has(role, 'purchase:make')) doubtThoseOf(team, person);
    },
  });
};

const takeMemberOut: Operation = (trial, choices) => {
  const { team, by, params, person, isThere, isLastOwner } = platformScene(trial, choices);
  if (isLastOwner) return undefined;
  return trial.ask(k.deleteProvisionedMember, {
    by,
    call: { params },
    refusal: notOurs(team) ?? (isThere ? undefined : 'member_not_found'),
    takeOver: () => {
      team.members.delete(person);
      endAgentsOf(team, person);
    },
  });
};

/** Mostly the team that is the platform's. */
function platformScene(trial: Trial, choices: Choices) {
  const { teams } = trial.model;
  const drawn = choices.of(teams) as Team;
  const team = choices.rarely(8) ? drawn : (teams.find(({ atPlatform }) => atPlatform) ?? drawn);
  const { person, externalUser } = trial.stage.platform;
  const owners = [...team.members].filter(([, role]) => role === 'owner');
  return {
    ...{ team, person },
    by: { kind: 'platform' } as const,
    params: { externalTeam: team.slug, externalUser },
    isThere: team.members.has(person),
    isLastOwner: owners.length === 1 && owners[0]?.[0] === person,
  };
}

const notOurs = ({ atPlatform }: Team) => (atPlatform === undefined ? 'team_not_found' : undefined);

export const platformOperations = { delegate, putMember, takeMemberOut };
