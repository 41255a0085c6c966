import type { AnyCommand } from '../command.ts';
import { nouns } from './nouns.ts';

/** Where a command is, and the sentence that says what it achieves. The rest is loaded when it is reached. */
export type CommandEntry = {
  /** What is typed: a noun and a verb, one word alone, or a noun, what it has, and a verb. */
  readonly words: readonly [string] | readonly [string, string] | readonly [string, string, string];
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** Whether its argument is the command line of another program, or of another command. */
  readonly passesOn?: boolean;
  readonly load: () => Promise<AnyCommand>;
};

/** Another name of every list. */
export const lists = { aliases: ['ls'] } as const;
/** Another name of what takes something away. */
export const removes = { aliases: ['rm'] } as const;

/** What passes on what it is given, with the options in it. */
export const passesOn = { passesOn: true } as const;

/** A command of one word, which its noun sums up. */
export function alone(word: string, load: CommandEntry['load']): CommandEntry {
  return { words: [word], summary: nouns[word]?.summary ?? '', load };
}
