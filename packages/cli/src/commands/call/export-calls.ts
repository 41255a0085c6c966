import type { ProviderCall } from '@kontor/protocol/kontor';
import * as providerCallEndpoints from '@kontor/protocol/kontor/provider-call';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { text } from '../../inputs.ts';
import { readTime } from '../../output/read-time.ts';
import { saveFile } from '../../output/save-file.ts';
import type { Session } from '../../session.ts';
import { scriptHeading, stepLines } from '../dev/script.ts';
import { integrationArgument } from '../integration/integrations.ts';
import { type ExportedLine, scriptOfCalls } from './script-of-calls.ts';

const PAGE = 200;

/** What was recorded between a host and a provider becomes what a customer has to do for it. */
export const exportCalls = command({
  args: z.strictObject(integrationArgument),
  options: z.strictObject({
    installation: text('id', 'The installation whose calls are meant, where there are several.'),
    from: text('time', 'Only from then on, such as 2027-01-31 or 2027-01-31T12:00Z.'),
    until: text('time', 'Only those before.'),
    output: text('file', 'Write the script into this file instead of printing it.'),
  }),
  details:
    'For providers. Makes a script of the calls of a host that changed something, each as the command of a customer that brings it about and with how it has to end, for kontor dev --replay. A secret was cut out when its call was kept: a place is left for it that each replay fills with a value of its own. What no command makes is left out, and said.',
  examples: [
    'kontor calls export lagoon --installation icfg_… --output lagoon.script',
    'kontor calls export lagoon --installation icfg_… --from 2027-01-31',
  ],
  output: z.object({
    script: z.string(),
    file: z.string().nullable(),
    steps: z.int(),
    leftOut: z.array(z.object({ call: z.string(), because: z.string() })),
  }),
  run: async ({ args, options }, session) => {
    const calls = await readAll(session, args.integration, options);
    theInstallation(calls);
    const lines = scriptOfCalls(calls, args.integration);
    const script = `${scriptHeading}${lines.map(written).join('')}`;
    const { output } = options;
    const file = output === undefined ? null : await saveFile(session, output, script);
    const steps = lines.filter(({ kind }) => kind === 'step').length;
    const leftOut = lines.flatMap((line) =>
      line.kind === 'left-out' ? [{ call: line.about, because: line.because }] : [],
    );
    return {
      data: { script, file, steps, leftOut },
      text: file === null ? script.trimEnd().split('\n') : [`Wrote ${steps} steps to ${file}.`],
    };
  },
});

type Narrowed = {
  readonly installation?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
};

/** All of them, the oldest first. */
async function readAll(
  session: Session,
  integration: string,
  { installation, from, until }: Narrowed,
): Promise<readonly ProviderCall[]> {
  const params = { team: await session.team(), integration };
  const calls: ProviderCall[] = [];
  for (let before: string | undefined; ; ) {
    const { body } = await session.call(providerCallEndpoints.listProviderCalls, {
      params,
      query: {
        direction: 'outbound',
        limit: PAGE,
        ...(installation !== undefined && { installation }),
        ...readTime('from', from),
        ...readTime('until', until),
        ...(before !== undefined && { before }),
      },
    });
    calls.push(...body.calls);
    if (body.calls.length < PAGE) return calls.reverse();
    before = body.calls.at(-1)?.id;
  }
}

/** A replay has one customer, so that there is one installation at a time. */
function theInstallation(calls: readonly ProviderCall[]): void {
  const ids = [...new Set(calls.flatMap(({ installationId }) => installationId ?? []))];
  if (ids.length < 2) return;
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `These are calls of ${ids.length} installations. Choose one with --installation: ${ids.slice(0, 10).join(', ')}.`,
  });
}

function written(line: ExportedLine): string {
  return line.kind === 'step'
    ? `# ${line.about}\n${stepLines(line.step)}\n`
    : `# ${line.about}: left out, ${line.because}\n`;
}
