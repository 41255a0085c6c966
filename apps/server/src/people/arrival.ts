import { type Role, role } from '@kontor/protocol/vocabulary';
import * as z from 'zod';
import type { Sql } from '../postgres/sql.ts';
import { IDENTITY_PROVIDER } from '../services/provisioned.ts';
import type { IdentityProviderSettings } from './identity-provider.ts';
import {
  addMember,
  changePeople,
  changeRole,
  type MemberChangePorts,
  type Person,
} from './member-changes.ts';
import { teamStoreOn } from './team-store.ts';

export type ArrivalPorts = MemberChangePorts & {
  readonly settings: Pick<IdentityProviderSettings, 'operators' | 'rolesClaim' | 'roles'>;
};

/**
 * Takes over what the identity provider says of somebody who has just arrived: whether they run this
 * host, and their roles in teams of the platform. Teams that are not named stay as they are; the
 * platform takes people out of them itself.
 */
export async function noteArrival(ports: ArrivalPorts, sql: Sql, person: Person): Promise<void> {
  const { operators, rolesClaim } = ports.settings;
  const account = await accountOf(sql, person.userId);
  if (account === undefined) return;
  if (operators.includes(account.subject)) {
    await sql('insert into people.operator (user_id) values ($1) on conflict do nothing', [
      person.userId,
    ]);
    ports.forget();
  }
  if (rolesClaim === null || account.idToken === null) return;
  const named = rolesByTeam.safeParse(claimsIn(account.idToken)[rolesClaim]);
  for (const [externalTeam, name] of Object.entries(named.data ?? {})) {
    const wanted = roleNamed(name, ports.settings.roles);
    if (wanted !== undefined) await putIn(ports, sql, { externalTeam, person, role: wanted });
  }
}

const rolesByTeam = z.record(z.string(), z.string());

function roleNamed(name: string, roles: Readonly<Record<string, Role>>): Role | undefined {
  return roles[name] ?? role.safeParse(name).data;
}

async function accountOf(sql: Sql, userId: string) {
  const [row] = await sql<{ subject: string; idToken: string | null }>(
    `select "accountId" as subject, "idToken" from people."account"
     where "userId" = $1 and "providerId" = $2`,
    [userId, IDENTITY_PROVIDER],
  );
  return row;
}

/** The claims of a token that was verified when it came. */
function claimsIn(idToken: string): Readonly<Record<string, unknown>> {
  const payload = Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8');
  return z.record(z.string(), z.unknown()).parse(JSON.parse(payload));
}

type Place = { readonly externalTeam: string; readonly person: Person; readonly role: Role };

async function putIn(
  ports: ArrivalPorts,
  sql: Sql,
  { externalTeam, person, role: wanted }: Place,
): Promise<void> {
  const rows = await sql<{ team_id: string }>(
    `select t.team_id from service_team t join service s using (service_id)
     where s.signs_people_in and s.removed_at is null and t.removed_at is null
       and t.external_id = $1`,
    [externalTeam],
  );
  for (const { team_id } of rows) {
    const team = await teamStoreOn(sql).findTeam(team_id);
    if (team === undefined) continue;
    await changePeople(ports, { team, actor: { kind: 'system' } }, async (change) => {
      const known = await change.store.findMember(team.id, person.userId);
      return known
        ? changeRole(ports, { ...change, user: person.userId, role: wanted, mayLeaveNoOwner: true })
        : addMember(ports, { ...change, person, role: wanted });
    });
  }
}
