import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { type Operation, ofAll, sceneOf, type Trial } from '../asking.ts';
import type { Choices } from '../choices.ts';
import type { Invitation, Role, Team } from '../model.ts';
import { type Caller, turnedAway } from '../rights.ts';

const isPending = ({ isOver }: Invitation) => !isOver;

/** Who is asked again comes in with the last code alone. */
const invite: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const person = choices.number(trial.stage.people.length);
  const role = choices.oneOf<Role>('member', 'developer', 'billing', 'viewer', 'owner');
  const email = trial.stage.people[person]?.email ?? '';
  return trial.ask(k.createInvitation, {
    by,
    call: { params: { team: team.slug }, body: { email, role } },
    refusal:
      turnedAway(team, by, 'member:manage') ??
      (by.kind === 'token' ? 'forbidden' : undefined) ??
      (team.members.has(person) ? 'already_member' : undefined),
    takeOver: ({ invitation: { id } }) => {
      for (const former of team.invitations) if (former.person === person) former.isOver = true;
      team.invitations.push({ id, person, role, isOver: false });
    },
  });
};

const withdrawInvitation: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const found = drawInvitation(trial, choices, team);
  if (found === undefined) return undefined;
  const { invitation, holder } = found;
  return trial.ask(k.deleteInvitation, {
    by,
    call: { params: { team: team.slug, invitation: invitation.id } },
    refusal:
      turnedAway(team, by, 'member:manage') ??
      (holder === team && isPending(invitation) ? undefined : 'invitation_not_found'),
    takeOver: () => {
      invitation.isOver = true;
    },
  });
};

/** A code is good once, in its team, for whom it was made. */
const join: Operation = (trial, choices) => {
  const team = choices.of(trial.model.teams);
  const found = team && drawInvitation(trial, choices, team);
  if (team === undefined || found === undefined) return undefined;
  const { invitation, holder } = found;
  const person = choices.rarely(6) ? choices.number(trial.stage.people.length) : invitation.person;
  const isTheirs = holder === team && isPending(invitation) && invitation.person === person;
  return trial.ask(r.joinRestTeam, {
    by: byOf(trial, person),
    call: { params: { team: team.slug }, body: { inviteCode: invitation.id } },
    refusal:
      // it is about a person in all teams, and a token of a platform is for one
      (person === trial.stage.platform.person ? 'forbidden' : undefined) ??
      (isTheirs ? undefined : 'invitation_not_found') ??
      (team.members.has(person) ? 'already_member' : undefined),
    takeOver: () => {
      invitation.isOver = true;
      team.members.set(person, invitation.role);
    },
  });
};

function byOf({ model, stage }: Trial, person: number): Caller {
  if (person !== stage.platform.person) return { kind: 'person', person };
  const [through] = ofAll(model, ({ delegated }) => delegated);
  return { kind: 'person', person, ...(through && { through }) };
}

/** Mostly one that can still be followed, and now and then another team's. */
function drawInvitation({ model }: Trial, choices: Choices, team: Team) {
  const holder = choices.rarely(8) ? (choices.of(model.teams) ?? team) : team;
  const pending = holder.invitations.filter(isPending);
  const all = choices.rarely(4) || pending.length === 0 ? holder.invitations : pending;
  const invitation = choices.of(all.toReversed());
  return invitation && { invitation, holder };
}

export const invitationOperations = { invite, withdrawInvitation, join };
