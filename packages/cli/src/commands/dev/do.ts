import { resolve } from 'node:path';
import { role } from '@kontor/protocol/vocabulary/role';
import * as z from 'zod';
import { command } from '../../command.ts';
import { remainingArguments, text } from '../../inputs.ts';
import { act } from './act.ts';
import { DATA_FOLDER } from './dev-file.ts';

/** Whoever is a customer of the local marketplace types what any customer would. */
export const actAsCustomer = command({
  args: z.strictObject({
    command: remainingArguments('A kontor command, without the word kontor.'),
  }),
  options: z.strictObject({
    as: role.optional().meta({
      description: 'Do it as a member of the team with this role (default: an owner).',
      placeholder: 'role',
    }),
    data: text('folder', `Where the marketplace keeps everything (default: ${DATA_FOLDER}).`),
  }),
  details:
    'Runs a command at the host that kontor dev has started, as its customer: nobody has to sign in, and the settings of other hosts are left alone. Its options stand before the command. While kontor dev records, the command is written down with its exit code.',
  examples: [
    'kontor dev do install provider --accept-all',
    'kontor dev do resource create provider/product --name orders --connect web',
    'kontor dev do payment-methods add test_declined',
    'kontor dev do --as viewer resource list',
  ],
  output: null,
  run: async ({ args, options }, session) => {
    const dataDirectory = resolve(session.world.folder, options.data ?? DATA_FOLDER);
    const code = await act(session, { words: args.command, as: options.as, dataDirectory });
    return { data: undefined, text: [], exitCode: code };
  },
});
