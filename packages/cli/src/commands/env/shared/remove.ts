import * as sharedEndpoints from '@kontor/protocol/rest/shared-variable';
import * as z from 'zod';
import { command } from '../../../command.ts';
import { scopeOf } from '../../../host/scope-of.ts';
import { findShared, requireWritten, sharedArgument } from './find-shared.ts';

export const removeShared = command({
  args: z.strictObject({ ...sharedArgument }),
  options: z.strictObject({}),
  examples: ['kontor env shared remove REGION'],
  output: z.object({ removed: z.string() }),
  run: async ({ args }, session) => {
    const variable = await findShared(session, args.variable);
    const count = variable.projectId.length;
    await session.ask.toConfirm({
      message: `Delete ${variable.key}? It is linked to ${count} ${count === 1 ? 'project' : 'projects'}.`,
    });
    const { body } = await session.call(sharedEndpoints.deleteSharedEnvVariable, {
      query: await scopeOf(session),
      body: { ids: [variable.id] },
    });
    requireWritten(body.failed, body.deleted);
    return {
      data: { removed: variable.id },
      text: [`Deleted ${variable.key} (${variable.id}).`],
    };
  },
});
