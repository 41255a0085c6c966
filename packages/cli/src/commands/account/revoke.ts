import * as tokenEndpoints from '@kontor/protocol/kontor/token';
import { CliError } from '../../cli-error.ts';
import { createCall } from '../../host/create-call.ts';
import type { Session } from '../../session.ts';

/** Revokes a token, whatever token was given for this run. Answers what went wrong. */
export async function revoke(
  { host, world, leftMs }: Pick<Session, 'host' | 'world' | 'leftMs'>,
  token: string,
): Promise<string | undefined> {
  const call = createCall({ host, token, interrupted: world.interrupted, leftMs });
  try {
    await call(tokenEndpoints.deleteToken, { params: { token: 'current' } });
    return undefined;
  } catch (error) {
    if (!(error instanceof CliError) || error.code === 'interrupted') throw error;
    // a token that is not valid any more needs no revoking
    return error.code === 'unauthenticated' ? undefined : error.message;
  }
}

/** The person is signed in by then, and does not wait long for what is only tidied up. */
const LONGEST_REVOCATION_MS = 10_000;

/**
 * Revokes the token that a former login had made for this machine, now that another is stored. One that
 * was given to it, or is in use by the environment, is its owner's. Answers what went wrong.
 */
export async function revokeFormer(
  { host, world, profile }: Pick<Session, 'host' | 'world' | 'profile'>,
  stored: string,
  leftMs: () => number,
): Promise<string | undefined> {
  const { token: former, isGiven } = profile;
  if (former === undefined || isGiven || [stored, world.environment.token].includes(former)) return;
  const patience = performance.now() + LONGEST_REVOCATION_MS;
  const soon = () => Math.max(0, Math.min(leftMs(), patience - performance.now()));
  return revoke({ host, world, leftMs: soon }, former);
}
