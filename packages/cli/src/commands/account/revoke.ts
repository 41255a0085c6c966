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
