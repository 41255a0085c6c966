import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { oneOf } from '../../names/one-of.ts';
import { storedProfile } from './stored-profile.ts';

export const useHost = command({
  args: z.strictObject({ host: argument('Host, by address or name, such as market.example.') }),
  options: z.strictObject({}),
  details:
    'Token and team of each host are kept, so nobody signs in again. --host and KONTOR_HOST_URL go before the choice.',
  examples: ['kontor hosts use market.example'],
  output: z.object(storedProfile),
  run: async ({ args }, { settings, world }) => {
    const { hosts } = await settings.read();
    const [address, profile] = oneOf(args.host, Object.entries(hosts), {
      noun: 'host',
      names: ([each]) => [each, new URL(each).host, new URL(each).hostname],
      tell: ([each]) => each,
    });
    await settings.saveProfile(address, profile);
    const { hostUrl } = world.environment;
    return {
      data: { host: address, as: profile.as ?? null, team: profile.team ?? null },
      text: [
        `Commands go to ${address} now${profile.as === undefined ? '' : `, as ${profile.as}`}.`,
      ],
      notes:
        hostUrl === undefined
          ? []
          : [`KONTOR_HOST_URL is set to ${hostUrl}, and goes before this choice.`],
    };
  },
});
