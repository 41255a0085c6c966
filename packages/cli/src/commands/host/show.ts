import * as hostEndpoints from '@kontor/protocol/kontor/host';
import * as z from 'zod';
import { command } from '../../command.ts';
import { facts } from '../../output/table.ts';

export const showHost = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details: 'Nobody has to be signed in.',
  examples: ['kontor hosts show --host https://market.example'],
  output: hostEndpoints.getHost.responses[200],
  run: async (_, { call, host }) => {
    const { body } = await call(hostEndpoints.getHost, {});
    const { name, version, issuer } = body;
    return {
      data: body,
      text: facts([
        ['host', host],
        ['name', name],
        ['release', version],
        ['signs tokens as', issuer],
      ]),
    };
  },
});
