import * as z from 'zod';
import { shellCommand } from '../../output/shell-quote.ts';
import type { Session } from '../../session.ts';
import { act } from './act.ts';
import { unlike } from './answer-line.ts';
import { fillOwnValues } from './own-values.ts';
import type { Step } from './script.ts';
import type { ReadAnswers } from './watch-answers.ts';

/** How a line of a script went. */
export const replayedStep = z.object({
  command: z.string(),
  exitCode: z.number(),
  expected: z.number().describe('The exit code that the script has for it.'),
  differences: z
    .array(z.string())
    .describe('Where the answers of the provider are other than the script has them.'),
});
export type ReplayedStep = z.infer<typeof replayedStep>;

/**
 * Does what a script says, until something ends otherwise, or is answered otherwise by the provider, than
 * it did when it was written down.
 */
export async function replay(
  session: Session,
  { script, dataDirectory }: { readonly script: readonly Step[]; readonly dataDirectory: string },
): Promise<readonly ReplayedStep[]> {
  const { note, world, isJson } = session;
  // one document alone stands on the standard output with --json
  const apart = { ...session, world: { ...world, ...(isJson && { stdout: world.stderr }) } };
  const replayed: ReplayedStep[] = [];
  const fill = fillOwnValues();
  for (const { words, as, exitCode: expected, answers = [] } of script) {
    const command = shellCommand('kontor', ...words);
    note(`> ${command}`);
    let read: ReadAnswers = async () => [];
    const onWatch = (reading: ReadAnswers) => {
      read = reading;
    };
    const code = await act(apart, {
      ...{ words: words.map(fill), as, dataDirectory },
      ...(answers.length > 0 && { onWatch }),
    });
    const differences = unlike(answers, await read(answers.length));
    replayed.push({ command, exitCode: code, expected, differences: [...differences] });
    if (code === expected && differences.length === 0) continue;
    if (code !== expected) {
      note({ text: `It ended with ${code}, and the script says ${expected}.`, look: 'error' });
    }
    for (const text of differences) note({ text, look: 'error' });
    break;
  }
  return replayed;
}

/** Whether every line went as it was written down. */
export function wentAsWritten(replayed: readonly ReplayedStep[], script: readonly Step[]): boolean {
  return (
    replayed.length === script.length &&
    replayed.every(
      ({ exitCode, expected, differences }) => exitCode === expected && differences.length === 0,
    )
  );
}
