import type { Role } from '@kontor/protocol/vocabulary';
import { mintId, randomText } from '../../src/ids.ts';
import { teamStoreOn } from '../../src/people/team-store.ts';
import type { Database } from '../../src/postgres/database.ts';

/** A person with an account and no password. */
export async function addPerson(
  { read }: Pick<Database, 'read'>,
  name = 'Ada',
): Promise<{ id: string; email: string; name: string }> {
  const person = {
    id: mintId('user'),
    email: `${randomText(10).toLowerCase()}@test.example`,
    name,
  };
  await read(
    `insert into people."user" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt")
     values ($1, $2, $3, false, now(), now())`,
    [person.id, person.name, person.email],
  );
  return person;
}

/** A team with one new person for each role. */
export async function addTeam<const Roles extends readonly Role[]>(
  database: Pick<Database, 'read'>,
  roles: Roles,
) {
  const createdAt = new Date('2026-01-01T00:00:00Z');
  const team = {
    id: mintId('team'),
    slug: `t-${randomText(10).toLowerCase()}`,
    name: 'Team',
    createdAt,
  };
  const store = teamStoreOn(database.read);
  await store.insertTeam(team);
  const people: Awaited<ReturnType<typeof addPerson>>[] = [];
  for (const role of roles) {
    const person = await addPerson(database, role);
    people.push(person);
    await store.insertMember({
      id: randomText(24),
      teamId: team.id,
      userId: person.id,
      role,
      joinedAt: createdAt,
    });
  }
  return { team, people };
}
