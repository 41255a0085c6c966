import * as environmentEndpoints from '@kontor/protocol/kontor/environment';
import * as z from 'zod';
import { CliError } from '../../../cli-error.ts';
import { command } from '../../../command.ts';
import { exitCode } from '../../../exit-code.ts';
import { argument, text } from '../../../inputs.ts';
import { table } from '../../../output/table.ts';
import { branchMatcherOf, branchPatternOf } from './branch-pattern.ts';

const project = argument('Project, by name or id.');
const environment = argument('Environment, such as staging.');

/** An option whose empty text takes away what there is. */
const clearable = (placeholder: string, description: string) =>
  z.string().optional().meta({ description, placeholder });

const described = {
  description: clearable('text', 'What it is for.'),
  branch: clearable(
    'pattern',
    "Which branches are deployed to it: a name, or one with `*` at its end or beginning, such as 'release/*'.",
  ),
};

export const listCustom = command({
  args: z.strictObject({ project }),
  options: z.strictObject({}),
  details: 'With the three that every project has.',
  examples: ['kontor env custom list web'],
  output: environmentEndpoints.listEnvironments.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(environmentEndpoints.listEnvironments, {
      params: { team: await session.team(), project: args.project },
    });
    return {
      data: body,
      text: table(
        ['ENVIRONMENT', 'VARIABLES', 'VERSION', 'NEWEST', 'BRANCHES', 'DESCRIPTION'],
        body.environments.map(({ slug, variableCount, version, latestVersion, ...rest }) => [
          ...[slug, variableCount, version, latestVersion].map(String),
          rest.branchMatcher === undefined ? '' : branchPatternOf(rest.branchMatcher),
          rest.description ?? '',
        ]),
      ),
    };
  },
});

export const createCustom = command({
  args: z.strictObject({ project, environment }),
  options: z.strictObject(described),
  examples: [
    'kontor env custom create web staging',
    "kontor env custom create web release --branch 'release/*' --description 'What is shipped next'",
  ],
  output: environmentEndpoints.createEnvironment.responses[201],
  run: async ({ args, options }, session) => {
    const { description, branch } = options;
    const { body } = await session.call(environmentEndpoints.createEnvironment, {
      params: { team: await session.team(), project: args.project },
      body: {
        slug: args.environment,
        ...(description ? { description } : {}),
        ...(branch ? { branchMatcher: branchMatcherOf(branch) } : {}),
      },
    });
    return { data: body, text: [`Made ${body.environment.slug} of ${args.project}.`] };
  },
});

export const editCustom = command({
  args: z.strictObject({ project, environment }),
  options: z.strictObject({
    name: text('name', 'What it is called from now on.'),
    ...described,
  }),
  details:
    'What is not said stays, and an empty text takes away what there is. Connections and variables that are for it stay for it.',
  examples: [
    "kontor env custom edit web staging --name qa --branch 'qa/*'",
    "kontor env custom edit web qa --description '' --branch ''",
  ],
  output: environmentEndpoints.updateEnvironment.responses[200],
  run: async ({ args, options }, session) => {
    const { name: slug, description, branch } = options;
    const change = {
      ...(slug !== undefined && { slug }),
      ...(description !== undefined && { description: description || null }),
      ...(branch !== undefined && { branchMatcher: branch ? branchMatcherOf(branch) : null }),
    };
    if (Object.keys(change).length === 0) throw nothingSaid();
    const { body } = await session.call(environmentEndpoints.updateEnvironment, {
      params: { team: await session.team(), ...args },
      body: change,
    });
    return { data: body, text: [`Changed ${body.environment.slug} of ${args.project}.`] };
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
    await session.call(environmentEndpoints.deleteEnvironment, {
      params: { team: await session.team(), project: args.project, environment: deleted },
    });
    return { data: { deleted }, text: [`Deleted ${deleted} of ${args.project}.`] };
  },
});

function nothingSaid() {
  return new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: 'Say what to change: --name, --description or --branch.',
  });
}
