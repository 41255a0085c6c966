import * as z from 'zod';
import { command } from '../../command.ts';
import { table } from '../../output/table.ts';
import { storedProfile } from './stored-profile.ts';

export const listHosts = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details: 'Nobody is asked: this is what kontor login has stored.',
  examples: ['kontor hosts list'],
  output: z.object({
    hosts: z.array(
      z.object({
        ...storedProfile,
        isSignedIn: z.boolean(),
        isCurrent: z.boolean(),
      }),
    ),
  }),
  run: async (_, { host: current, settings }) => {
    const { hosts } = await settings.read();
    const shown = Object.entries(hosts).map(([address, { as = null, team = null, token }]) => ({
      host: address,
      as,
      team,
      isSignedIn: token !== undefined,
      isCurrent: address === current,
    }));
    return {
      data: { hosts: shown },
      text:
        shown.length === 0
          ? ['You are signed in to no host. Sign in with kontor login --host <address>.']
          : table(
              ['HOST', 'AS', 'TEAM', 'IN USE'],
              shown.map(({ host, as, team, isCurrent }) => [
                host,
                as ?? '-',
                team ?? '-',
                isCurrent ? 'yes' : '',
              ]),
            ),
    };
  },
});
