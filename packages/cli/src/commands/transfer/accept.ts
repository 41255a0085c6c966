import { restEndpoints } from '@kontor/protocol/rest';
import * as z from 'zod';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { scopeOf } from '../../host/scope-of.ts';
import { text } from '../../inputs.ts';
import { codeArgument } from './show.ts';

export const acceptTransfer = command({
  args: z.strictObject({ ...codeArgument }),
  options: z.strictObject({ name: text('name', 'Call the project this from now on.') }),
  details: 'kontor transfer show tells before what comes, and under which plans.',
  examples: ['kontor transfer accept 3f8c2b1e-5d0a-4b4e-9a57-0c6f1d2e3a4b --name shop'],
  run: async ({ args, options }, session) => {
    const team = await session.team();
    await session.ask.toConfirm({
      message: `Take the project over into ${team}, with its resources and what they cost?`,
    });
    const { body } = await session.call(restEndpoints.acceptProjectTransfer, {
      params: { code: args.code },
      query: await scopeOf(session),
      body: options.name === undefined ? {} : { newProjectName: options.name },
    });
    const { transferredStoreIds: moved, resourceTransferErrors: errors } = body;
    const isWhole = errors.length === 0;
    return {
      data: body,
      text: [
        isWhole
          ? `The project is in ${team} now, with ${moved.length} ${moved.length === 1 ? 'resource' : 'resources'}.`
          : 'The project has not come over whole:',
        ...errors.map(({ resourceId, message }) => `${resourceId}: ${message}`),
      ],
      ...(isWhole ? {} : { exitCode: exitCode.providerFailed }),
    };
  },
});
