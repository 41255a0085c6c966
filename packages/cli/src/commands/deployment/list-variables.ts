import * as deploymentEndpoints from '@kontor/protocol/kontor/deployment';
import * as z from 'zod';
import { command } from '../../command.ts';
import { table } from '../../output/table.ts';
import { ownerOf } from '../connection/collisions.ts';
import { deploymentArgument, inProject, placeOf } from './places.ts';

export const listDeploymentVariables = command({
  args: z.strictObject(deploymentArgument),
  options: z.strictObject(inProject),
  details: 'Names only. `kontor deployment env` prints the values, to those who may read them.',
  examples: ['kontor deployment variables build-7 --project web'],
  output: deploymentEndpoints.listDeploymentVariables.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(deploymentEndpoints.listDeploymentVariables, {
      params: await placeOf(session, { ...args, ...options }),
    });
    return {
      data: body,
      text: table(
        ['VARIABLE', 'FROM', 'FOR IT ALONE'],
        body.variables.map(({ name, source }) => [
          name,
          ownerOf(source),
          body.own.includes(name) ? 'yes' : '',
        ]),
      ),
    };
  },
});
