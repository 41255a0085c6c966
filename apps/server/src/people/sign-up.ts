import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { Database } from '../postgres/database.ts';
import type { Sql } from '../postgres/sql.ts';

/** Who may make an account: anybody, or only the person who comes first. */
export type SignUpMode = 'open' | 'first-person';
/** Somebody whom a member has asked to come may, whatever the mode is, and runs no host for it. */
export type SignUpRight = SignUpMode | 'invited';

/** Any fixed number: whoever holds this advisory lock is deciding who came first. */
const LOCK = 5_317_204_982;

type Ports = { readonly database: Pick<Database, 'read' | 'transact'>; readonly mode: SignUpRight };

/**
 * Runs `signUp` if another person may have an account here. The first person of a host becomes its
 * operator; where only they may come, everybody else is refused, also when two come at once.
 */
export async function signUpOnce<Answer>(
  { database, mode }: Ports,
  signUp: () => Promise<Answer>,
): Promise<Result<Answer, Refusal>> {
  if (mode === 'invited') return ok(await signUp());
  if (mode === 'open') {
    const answer = await signUp();
    await appointFirstOperator(database);
    return ok(answer);
  }
  if (await hasPeople(database.read)) return signUpClosed();
  return database.transact(async (sql) => {
    await sql('select pg_advisory_xact_lock($1)', [LOCK]);
    if (await hasPeople(sql)) return signUpClosed();
    const answer = await signUp();
    await appoint(sql);
    return ok(answer);
  });
}

/** Whether somebody whom nobody has invited may make an account here, as it is now. */
export async function mayAnybodySignUp({
  database,
  mode,
}: {
  readonly database: Pick<Database, 'read'>;
  readonly mode: SignUpMode;
}): Promise<boolean> {
  return mode === 'open' || !(await hasPeople(database.read));
}

/**
 * Makes the oldest account with a password an operator while the host has none. Also called at start, for a process
 * that died between making the first account and this.
 */
export async function appointFirstOperator(
  database: Pick<Database, 'read' | 'transact'>,
): Promise<void> {
  const operators = await database.read('select 1 from people.operator limit 1');
  if (operators.length > 0) return;
  await database.transact(async (sql) => {
    await sql('select pg_advisory_xact_lock($1)', [LOCK]);
    await appoint(sql);
  });
}

async function appoint(sql: Sql): Promise<void> {
  await sql(
    `insert into people.operator (user_id)
     select u."id" from people."user" u join people."account" a on a."userId" = u."id"
     where a."providerId" = 'credential' and not exists (select 1 from people.operator)
     order by u."createdAt", u."id" limit 1`,
  );
}

/** Whether somebody has signed up. Who arrives from a platform, or is put here by one, did not. */
export async function hasPeople(sql: Sql): Promise<boolean> {
  const rows = await sql(
    `select 1 from people."account" where "providerId" = 'credential' limit 1`,
  );
  return rows.length > 0;
}

function signUpClosed() {
  return refuse(
    'forbidden',
    'This host has its first person, and nobody else may sign up. Ask a member of a team to invite you, or its operator to start it with KONTOR_SIGN_UP=open.',
  );
}
