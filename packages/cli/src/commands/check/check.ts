import { type Level, levels, type Report, report as reported } from '@kontor/check/report';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { flag, list, optionalArgument, text } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import { table } from '../../output/table.ts';
import { requireTrials } from './require-trials.ts';

const listedTrial = z.object({
  name: z.string(),
  title: z.string(),
  level: z.enum(levels),
  requirements: z.array(z.string()),
  needs: z.string().nullable().describe('What there has to be for it to apply.'),
});

/** Whether a provider does what the protocol wants of it, found out by playing its host; or the other way round. */
export const check = command({
  args: z.strictObject({
    address: optionalArgument('Base URL of the provider; without one, the --host is judged.'),
  }),
  options: z.strictObject({
    file: text('file', 'How the integration is registered, as JSON: docs/check.md shows one.'),
    level: z.enum(levels).default('robust').meta({
      description: 'How far to judge: basic, complete or robust',
      placeholder: 'level',
    }),
    only: list('names', 'Trials by name, or requirements by id.'),
    listen: text('address:port', 'Where to play the other side (default: 127.0.0.1:4690).'),
    publicUrl: text('address', 'Where a host that is judged reaches what is played here.'),
    issuer: text('address', 'Issuer of tokens; where the host is unless given.'),
    clientId: text('id', 'Client id of the integration, instead of the one in the file.'),
    product: text('slug', 'Slug of the product, where there is no file.'),
    integration: text('slug', 'Slug of your integration at a host that registers none by itself.'),
    patience: text(
      'seconds',
      'How long to wait for what is done later (default: 30; of a host 60).',
    ),
    junit: text('file', 'Write the report as JUnit into this file, too.'),
    html: text('file', 'Write the report as a page into this file, too.'),
    badge: text('file', 'Write a badge (SVG) into this file, too.'),
    list: flag('List the trials, and try nothing.'),
  }),
  details:
    'Plays the host: it signs tokens, calls the provider, and answers what the provider asks. The provider has to be configured for it: its issuer and the address of its host are where this command listens. What is made there is removed again. With --host and no base URL it is the host that is judged: this command plays a provider and a customer with your token. Exit code 6 says that a requirement is not met.',
  examples: [
    'kontor check http://127.0.0.1:4681 --file provider.json',
    'kontor check http://127.0.0.1:4681 --file provider.json --only TOK-15,several-resources',
    'kontor check http://127.0.0.1:4681 --file provider.json --junit check.xml --badge check.svg',
    'kontor check --host https://kontor.example --public-url https://judge.example',
    'kontor check --list --level basic',
  ],
  output: z.union([reported, z.object({ trials: z.array(listedTrial) })]),
  run: async ({ args: { address }, options }, session) => {
    const isOfHost = address === undefined && session.options.host !== undefined;
    if (options.list) return await listed(options.level, isOfHost ? 'host' : 'provider');
    if (address === undefined && !isOfHost) throw addressNeeded();
    await requireTrials(options.only, isOfHost ? 'host' : 'provider');
    const { report, text: lines } =
      address === undefined
        ? await (await import('./judge-host.ts')).judgeHost(session, options)
        : await (await import('./judge.ts')).judge(session, { ...options, address });
    const { saveReports } = await import('./save-reports.ts');
    await saveReports(session, report, options);
    return {
      data: report,
      text: lines,
      ...(report.verdict === 'failed' && { exitCode: codeOf(report) }),
    };
  },
});

function codeOf({ trials: results }: Report) {
  return results.some(({ verdict }) => verdict === 'failed')
    ? exitCode.providerFailed
    : exitCode.refused;
}

async function listed(level: Level, about: Report['about']) {
  const { hostTrials, trials } = await import('@kontor/check');
  const reach = levels.indexOf(level);
  const all = about === 'host' ? hostTrials.map((each) => ({ ...each, needs: null })) : trials;
  const rows = all
    .filter((trial) => levels.indexOf(trial.level) <= reach)
    .map(({ name, title, level: of, requirements, needs }) => ({
      ...{ name, title, level: of, requirements: [...requirements] as string[] },
      needs: needs ?? null,
    }));
  return {
    data: { trials: rows },
    text: table(
      ['TRIAL', 'LEVEL', 'REQUIREMENTS', `A ${about.toUpperCase()} THAT PASSES`],
      rows.map((row) => [row.name, row.level, row.requirements.join(' '), row.title]),
    ),
  };
}

function addressNeeded() {
  return new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: 'Say which provider, by its base URL, or which host, with --host.',
    next: [steps.showHelp('check'), steps.listTrials()],
  });
}
