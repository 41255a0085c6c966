import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { Role } from '@kontor/protocol/vocabulary';
import { mintId, randomText } from '../ids.ts';
import type { Person } from '../people/member-changes.ts';
import type { Sql } from '../postgres/sql.ts';

/** Somebody whom a platform names: by its own id, and how they are called there now. */
export type Named = {
  /** Whose ids these are. */
  readonly accounts: string;
  readonly externalId: string;
  readonly email: string;
  readonly name: string;
};

/**
 * The account of somebody whom a platform names, made on first sight and kept as the platform says.
 * An e-mail address is no proof of who somebody is: an account that has it already is not taken over.
 */
export async function upsertPerson(
  sql: Sql,
  { accounts, externalId, name, ...named }: Named,
  at: Date,
): Promise<Result<Person, Refusal>> {
  const email = named.email.toLowerCase();
  const known = await findAccount(sql, accounts, externalId);
  if (known === undefined) return insertPerson(sql, { accounts, externalId, email, name }, at);
  if (known.email === email && known.name === name) return ok(known);
  const [taken] = await sql('select 1 from people."user" where "email" = $1 and "id" <> $2', [
    email,
    known.userId,
  ]);
  if (taken !== undefined) return emailTaken(email);
  await sql(
    'update people."user" set "email" = $2, "name" = $3, "updatedAt" = $4 where "id" = $1',
    [known.userId, email, name, at],
  );
  return ok({ ...known, email, name });
}

export async function findAccount(
  sql: Sql,
  accounts: string,
  externalId: string,
): Promise<Person | undefined> {
  const [row] = await sql<Person>(
    `select u."id" as "userId", u."email", u."name" from people."account" a
     join people."user" u on u."id" = a."userId"
     where a."providerId" = $1 and a."accountId" = $2`,
    [accounts, externalId],
  );
  return row;
}

async function insertPerson(
  sql: Sql,
  { accounts, externalId, email, name }: Named,
  at: Date,
): Promise<Result<Person, Refusal>> {
  const userId = mintId('user', at);
  const made = await sql(
    `insert into people."user" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt")
     values ($1, $2, $3, false, $4, $4) on conflict ("email") do nothing returning 1`,
    [userId, name, email, at],
  );
  if (made.length === 0) {
    // somebody may have made them in the same moment
    const known = await findAccount(sql, accounts, externalId);
    return known?.email === email ? ok(known) : emailTaken(email);
  }
  await sql(
    `insert into people."account" ("id", "accountId", "providerId", "userId", "createdAt", "updatedAt")
     values ($1, $2, $3, $4, $5, $5)`,
    [randomText(24), externalId, accounts, userId, at],
  );
  return ok({ userId, email, name });
}

/** A member as their platform sees them. */
export type ProvisionedPerson = Person & { readonly externalId: string; readonly role: Role };

/** The members of a team whom a platform knows. */
export function listProvisionedPeople(
  sql: Sql,
  { teamId, accounts }: { readonly teamId: string; readonly accounts: string },
): Promise<ProvisionedPerson[]> {
  return sql<ProvisionedPerson>(
    `select a."accountId" as "externalId", u."id" as "userId", u."email", u."name", m."role"
     from people.member m join people."user" u on u."id" = m."userId"
     join people."account" a on a."userId" = u."id" and a."providerId" = $2
     where m."organizationId" = $1 order by m."createdAt", a."accountId"`,
    [teamId, accounts],
  );
}

function emailTaken(email: string) {
  return refuse(
    'email_taken',
    `Somebody else has an account with ${email} here, and an address is no proof of being them. Give the person another address, or have the other account removed.`,
    { email },
  );
}
