import * as testClockEndpoints from '@kontor/protocol/kontor/test-clock';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { flag, text } from '../../inputs.ts';
import { table } from '../../output/table.ts';
import type { Session } from '../../session.ts';
import { clockLines } from './clock-lines.ts';

export const advanceClock = command({
  args: z.strictObject({}),
  options: z.strictObject({
    by: text('length', 'How far: a number of m, h, d, w, mo or y, such as 30d.'),
    to: text('time', 'To which moment, in ISO 8601.'),
    next: flag('To whatever waits next.'),
  }),
  details:
    'Everything that falls due on the way is done in order: plans take effect, invoices are sent, charged and overdue, installations end.',
  examples: [
    'kontor clock advance --by 1mo',
    'kontor clock advance --to 2027-02-01T00:00:00Z',
    'kontor clock advance --next',
  ],
  output: testClockEndpoints.advanceTestClock.responses[200].omit({ stops: true, goal: true }),
  run: async ({ options }, session) => {
    const { testClock, happened, isComplete, late } = await advanceAll(session, options);
    return {
      data: { testClock, happened, isComplete, late },
      text: [
        ...(happened.length === 0
          ? ['Nothing happened on the way.']
          : table(
              ['TIME', 'EVENT', 'ABOUT'],
              happened.map(({ at, type, subject }) => [at, type, aboutOf(subject)]),
            )),
        '',
        ...clockLines(testClock),
      ],
      notes: late.map((name) => `It stopped there, because this could not be done yet: ${name}.`),
    };
  },
});

type Options = {
  readonly by?: string | undefined;
  readonly to?: string | undefined;
  readonly next: boolean;
};

/** A long way takes several requests: each goes on from where the one before stopped. */
async function advanceAll(session: Session, options: Options) {
  const params = { team: await session.team() };
  let wanted: Target = targetOf(options);
  const all: Happened[] = [];
  for (;;) {
    const { body } = await session.call(testClockEndpoints.advanceTestClock, {
      params,
      body: wanted,
    });
    all.push(...body.happened);
    const { goal, isComplete, late } = body;
    if (isComplete || goal === null || late.length > 0 || session.leftMs() === 0) {
      return { ...body, happened: all };
    }
    wanted = { to: goal };
  }
}

type Target = z.input<typeof testClockEndpoints.advanceTestClock.request>;
type Happened = z.output<
  (typeof testClockEndpoints.advanceTestClock.responses)[200]
>['happened'][number];

function targetOf({ by, to, next }: Options): Target {
  const told = [by !== undefined, to !== undefined, next].filter(Boolean).length;
  if (told !== 1) {
    throw new CliError({
      code: 'wrong_usage',
      exitCode: exitCode.wrongUsage,
      message: 'Say how far in one way: --by, --to or --next.',
    });
  }
  if (by !== undefined) return { by };
  return to === undefined ? { toNext: true as const } : { to };
}

function aboutOf(subject: Readonly<Record<string, string>>): string {
  return Object.values(subject)[0] ?? '-';
}
