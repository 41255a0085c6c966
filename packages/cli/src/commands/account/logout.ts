import * as z from 'zod';
import { command } from '../../command.ts';
import { revoke } from './revoke.ts';

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
