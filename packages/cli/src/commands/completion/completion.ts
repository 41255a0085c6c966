import * as z from 'zod';
import { command } from '../../command.ts';
import { globalOptions } from '../../global-options.ts';
import { describeOptions } from '../../program/describe-inputs.ts';
import type { CommandEntry } from '../index.ts';
import { bashScript } from './bash-script.ts';

export const completion = command({
  args: z.strictObject({
    shell: z.enum(['bash'], 'only bash').meta({ description: 'Shell to complete in: bash.' }),
  }),
  options: z.strictObject({}),
  details:
    'Prints a script that completes commands and their options when it is read by the shell, such as from ~/.bashrc. It asks no host, and is to be made again with each release.',
  examples: ['kontor completion bash', 'source <(kontor completion bash)'],
  output: z.object({ shell: z.string(), script: z.string() }),
  run: async ({ args }, { commands }) => {
    const script = bashScript(await wordsAfter(commands));
    return { data: { ...args, script }, text: script.trimEnd().split('\n') };
  },
});

/** What may follow each beginning of a command line; the empty one first. */
async function wordsAfter(
  commands: readonly CommandEntry[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const after = new Map<string, Set<string>>([['', new Set()]]);
  const add = (words: readonly string[], next: readonly string[]) => {
    const known = after.get(words.join(' ')) ?? new Set();
    after.set(words.join(' '), new Set([...known, ...next]));
  };
  for (const entry of commands) {
    entry.words.forEach((word, at) => {
      add(entry.words.slice(0, at), [word]);
    });
    add(entry.words, await optionsOf(entry));
  }
  const globals = globalOptions.map(([usage]) => longName(usage));
  return new Map(
    [...after].map(([words, next]) => [words, [...next, ...globals, '--help']] as const),
  );
}

async function optionsOf({ load }: CommandEntry): Promise<string[]> {
  const { options } = await load();
  return describeOptions(options).map(({ usage }) => longName(usage));
}

/** `--env` of `-e, --env <names>`. */
function longName(usage: string): string {
  return usage.split(/[ ,]+/).find((part) => part.startsWith('--')) ?? usage;
}
