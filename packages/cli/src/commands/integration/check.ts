import * as providerCheckEndpoints from '@kontor/protocol/kontor/provider-check';
import * as z from 'zod';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { table } from '../../output/table.ts';
import { integrationArgument } from './integrations.ts';

export const checkIntegration = command({
  args: z.strictObject(integrationArgument),
  options: z.strictObject({}),
  details: 'Exit code 1 says that something does not work. Nothing is installed by it.',
  examples: ['kontor integrations check lagoon'],
  output: providerCheckEndpoints.checkIntegration.responses[200],
  run: async ({ args }, session) => {
    session.progress.say('Trying its addresses');
    const { body } = await session
      .call(providerCheckEndpoints.checkIntegration, {
        params: { team: await session.team(), ...args },
      })
      .finally(session.progress.clear);
    const isWrong = body.checks.some(({ result }) => result === 'fails');
    return {
      data: body,
      text: table(
        ['RESULT', 'CHECK', 'OF', 'WHAT CAME', 'DO'],
        body.checks.map((each) => [each.result, each.id, each.of, each.message, each.advice ?? '']),
        { whole: ['WHAT CAME', 'DO'] },
      ),
      ...(isWrong && { exitCode: exitCode.refused }),
    };
  },
});
