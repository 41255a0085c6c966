import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type Role, tokenId, userId } from '@kontor/protocol/vocabulary';
import { type Route, route, type ServiceCaller } from '../http/route.ts';
import { mintId } from '../ids.ts';
import { accessTokenStoreOn } from '../people/access-token-store.ts';
import {
  addMember,
  changePeople,
  changeRole,
  type Person,
  removeMember,
} from '../people/member-changes.ts';
import type { PeopleRoutesPorts } from '../people/team-routes.ts';
import { hashToken, hintOf, mintToken } from '../people/token-text.ts';
import { accountsOf, provisionedTeam } from './provisioned.ts';
import {
  findAccount,
  listProvisionedPeople,
  type ProvisionedPerson,
  upsertPerson,
} from './provisioned-people.ts';

/** The people whom a platform puts into its teams, by ids of its own. */
export function memberProvisionRoutes(ports: PeopleRoutesPorts): readonly Route[] {
  const { database, now } = ports;
  const { read } = database;
  return [
    route(kontorEndpoints.listProvisionedMembers, async ({ caller, params }) => {
      const team = await provisionedTeam(read, caller, params.externalTeam);
      if (!team.ok) return team;
      const place = { teamId: team.value.id, accounts: accountsOf(caller) };
      const members = await listProvisionedPeople(read, place);
      return ok({ status: 200, body: { members: members.map(viewOf) } });
    }),
    route(kontorEndpoints.putProvisionedMember, async ({ caller, params, body }) => {
      const put = await putMember(ports, caller, { ...params, ...body });
      if (!put.ok) return put;
      const member = viewOf({
        ...put.value.person,
        externalId: params.externalUser,
        role: body.role,
      });
      return ok({ status: put.value.isNew ? 201 : 200, body: { member } });
    }),
    route(kontorEndpoints.deleteProvisionedMember, async ({ caller, params }) => {
      const team = await provisionedTeam(read, caller, params.externalTeam);
      if (!team.ok) return team;
      const removed = await changePeople(
        ports,
        { team: team.value, actor: caller.actor },
        async (change) => {
          const person = await findAccount(change.sql, accountsOf(caller), params.externalUser);
          if (!person) return memberNotFound(params);
          return removeMember(ports, { ...change, user: person.userId, mayLeaveNoOwner: true });
        },
      );
      return removed.ok ? ok({ status: 204, body: null }) : removed;
    }),
    route(kontorEndpoints.createDelegatedToken, async ({ caller, params, body }) => {
      const team = await provisionedTeam(read, caller, params.externalTeam);
      if (!team.ok) return team;
      const place = { team: team.value, actor: caller.actor };
      const createdAt = now();
      const expiresAt = new Date(createdAt.getTime() + body.expiresInSeconds * 1000);
      const secret = mintToken('delegated');
      const id = mintId('token', createdAt);
      const made = await changePeople(ports, place, async ({ sql, store }) => {
        const person = await findAccount(sql, accountsOf(caller), params.externalUser);
        const member = person && (await store.findMember(place.team.id, person.userId));
        if (!member) return memberNotFound(params);
        await accessTokenStoreOn(sql).insert({
          id,
          kind: 'personal',
          name: `Through ${caller.name}`,
          hint: hintOf(secret),
          hash: hashToken(secret),
          userId: member.userId,
          teamId: place.team.id,
          serviceId: caller.serviceId,
          createdAt,
          expiresAt,
        });
        await ports.recordEvent(sql, {
          teamId: place.team.id,
          type: 'token.delegated',
          actor: caller.actor,
          subject: { user: member.userId, token: id },
          data: { expiresAt: expiresAt.toISOString() },
        });
        return ok(null);
      });
      if (!made.ok) return made;
      const shown = { id: tokenId.parse(id), secret, expiresAt: expiresAt.toISOString() };
      return ok({ status: 201, body: shown });
    }),
  ];
}

type Wanted = {
  readonly externalTeam: string;
  readonly externalUser: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
};

/** Puts somebody into a team as what they shall be there, or answers that they were in already. */
async function putMember(
  ports: PeopleRoutesPorts,
  caller: ServiceCaller,
  { externalTeam, externalUser, email, name, role }: Wanted,
): Promise<Result<{ readonly person: Person; readonly isNew: boolean }, Refusal>> {
  const team = await provisionedTeam(ports.database.read, caller, externalTeam);
  if (!team.ok) return team;
  const accounts = accountsOf(caller);
  return changePeople(ports, { team: team.value, actor: caller.actor }, async (change) => {
    const named = { accounts, externalId: externalUser, email, name };
    const person = await upsertPerson(change.sql, named, ports.now());
    if (!person.ok) return person;
    const { userId: user } = person.value;
    const isNew = (await change.store.findMember(team.value.id, user)) === undefined;
    const put = isNew
      ? await addMember(ports, { ...change, person: person.value, role })
      : await changeRole(ports, { ...change, user, role, mayLeaveNoOwner: true });
    return put.ok ? ok({ person: person.value, isNew }) : put;
  });
}

function memberNotFound({
  externalUser,
  externalTeam,
}: Pick<Wanted, 'externalUser' | 'externalTeam'>) {
  return refuse(
    'member_not_found',
    `'${externalUser}' is no member of the team '${externalTeam}'. Put them there first.`,
  );
}

function viewOf({ userId: id, externalId, email, name, role }: ProvisionedPerson) {
  return { externalId, userId: userId.parse(id), email, name, role };
}
