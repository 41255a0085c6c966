import * as deploymentEndpoints from '@kontor/protocol/kontor/deployment';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { renderEnvFile } from '../../env-file/env-file.ts';
import { exitCode } from '../../exit-code.ts';
import { steps } from '../../next/steps.ts';
import { deploymentArgument, inProject, placeOf } from './places.ts';

export const readDeploymentEnvironment = command({
  args: z.strictObject(deploymentArgument),
  options: z.strictObject(inProject),
  details:
    'Prints what the deployment reads as a dotenv file: the version it was pinned to, with what was made for it alone. The values are secrets.',
  examples: [
    'kontor deployment env dpl_… --project web > .env',
    'kontor deployment env build-7 --project web --json',
  ],
  output: deploymentEndpoints.readDeploymentEnvironment.responses[200],
  run: async ({ args, options }, session) => {
    const params = await placeOf(session, { ...args, ...options });
    const { body } = await session.call(deploymentEndpoints.readDeploymentEnvironment, { params });
    if (body === null) throw new Error('the host answered 304 to a request without an ETag');
    const { environment, version, variables } = body;
    const rendered = renderEnvFile({ project: params.project, environment, version }, variables);
    if (!rendered.ok) {
      throw new CliError({
        code: 'value_not_writable',
        exitCode: exitCode.refused,
        message: `No dotenv file can carry the value of ${rendered.names.join(', ')}. Add --json.`,
        next: [steps.answer('--json')],
        facts: { names: rendered.names },
      });
    }
    return { data: body, text: rendered.text.trimEnd().split('\n') };
  },
});
