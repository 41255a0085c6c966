import * as variableEndpoints from '@kontor/protocol/kontor/variable';
import * as z from 'zod';
import { command } from '../../../command.ts';
import { findVariable, variableArguments } from './variable-options.ts';

export const removeVariable = command({
  args: z.strictObject(variableArguments),
  options: z.strictObject({}),
  details: 'Asks before; where nobody can be asked, --yes is needed.',
  examples: ['kontor env remove web LOG_LEVEL --yes'],
  output: z.object({ removed: variableEndpoints.updateVariable.responses[200].shape.variable }),
  run: async ({ args }, session) => {
    const removed = await findVariable(session, args);
    const places = removed.environments.join(', ');
    await session.ask.toConfirm({ message: `Delete ${removed.name} in ${places}?` });
    await session.call(variableEndpoints.deleteVariable, {
      params: { team: await session.team(), project: args.project, variable: removed.id },
    });
    return { data: { removed }, text: [`Deleted ${removed.name} of ${args.project}.`] };
  },
});
