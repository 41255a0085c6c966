import { kontorEndpoints } from '@kontor/protocol/kontor';
import * as z from 'zod';
import { command } from '../../../command.ts';
import { argument } from '../../../inputs.ts';
import { table } from '../../../output/table.ts';

const project = argument('Project, by name or id.');
const environment = argument('Environment, such as staging.');

export const listCustom = command({
  args: z.strictObject({ project }),
  options: z.strictObject({}),
  details: 'With the three that every project has.',
  examples: ['kontor env custom list web'],
  output: kontorEndpoints.listEnvironments.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(kontorEndpoints.listEnvironments, {
      params: { team: await session.team(), project: args.project },
    });
    return {
      data: body,
      text: table(
        ['ENVIRONMENT', 'VARIABLES', 'VERSION', 'NEWEST'],
        body.environments.map(({ slug, variableCount, version, latestVersion }) =>
          [slug, variableCount, version, latestVersion].map(String),
        ),
      ),
    };
  },
});

export const createCustom = command({
  args: z.strictObject({ project, environment }),
  options: z.strictObject({}),
  examples: ['kontor env custom create web staging'],
  output: kontorEndpoints.createEnvironment.responses[201],
  run: async ({ args }, session) => {
    const { body } = await session.call(kontorEndpoints.createEnvironment, {
      params: { team: await session.team(), project: args.project },
      body: { slug: args.environment },
    });
    return { data: body, text: [`Made ${body.environment.slug} of ${args.project}.`] };
  },
});

export const deleteCustom = command({
  args: z.strictObject({ project, environment }),
  options: z.strictObject({}),
  details:
    'Connections and variables leave it. Asks before; where nobody can be asked, --yes is needed.',
  examples: ['kontor env custom delete web staging --yes'],
  output: z.object({ deleted: z.string() }),
  run: async ({ args }, session) => {
    const deleted = args.environment;
    await session.ask.toConfirm({ message: `Delete ${deleted} of ${args.project}?` });
    await session.call(kontorEndpoints.deleteEnvironment, {
      params: { team: await session.team(), project: args.project, environment: deleted },
    });
    return { data: { deleted }, text: [`Deleted ${deleted} of ${args.project}.`] };
  },
});
