import * as tokenEndpoints from '@kontor/protocol/kontor/token';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { createCall } from '../../host/create-call.ts';
import type { Session } from '../../session.ts';

export const logout = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details: 'The token is forgotten here even when the host cannot be reached to revoke it.',
  examples: ['kontor logout'],
  output: z.object({ host: z.string(), wasSignedIn: z.boolean(), isRevoked: z.boolean() }),
  run: async (_, session) => {
    const { host, settings, profile } = session;
    if (profile.token === undefined) {
      return {
        data: { host, wasSignedIn: false, isRevoked: false },
        text: [`You were not signed in at ${host}.`],
      };
    }
    const problem = await revoke(session, profile.token);
    await settings.forget(host);
    return {
      data: { host, wasSignedIn: true, isRevoked: problem === undefined },
      text: [`Signed out at ${host}.`],
      notes:
        problem === undefined ? [] : [`The token could not be revoked at the host: ${problem}`],
    };
  },
});

/** Revokes the stored token, whatever token was given for this run. Answers what went wrong. */
async function revoke(
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
