import type { AnyCommand } from '../command.ts';
import { type CommandEntry, commands, nouns } from '../commands/index.ts';
import { globalOptions } from '../global-options.ts';

/** What was typed of a command line, as far as it can be understood. */
export type TypedLine = {
  /** The words of the noun or command that was reached. */
  readonly words: readonly string[];
  readonly entry: CommandEntry | undefined;
  readonly command: AnyCommand | undefined;
  /** The positional arguments that are finished. */
  readonly args: readonly string[];
  /** Options that are finished, by their long name without the dashes. */
  readonly options: Readonly<Record<string, string>>;
  /** The option whose value is being typed. */
  readonly awaiting: string | undefined;
  /** Where what belongs to another program begins, which is everything from there on. */
  readonly passedOnFrom: number | undefined;
};

/**
 * Follows finished words as far as they are a command, with options anywhere between them. A command is
 * loaded only when its options have to be known.
 */
export async function readTyped(finished: readonly string[]): Promise<TypedLine> {
  let reached: readonly string[] = [];
  const args: string[] = [];
  const options: Record<string, string> = {};
  let awaiting: string | undefined;
  for (const [at, word] of finished.entries()) {
    if (word === '--') return lineOf(reached, { args, options, passedOnFrom: at + 1 });
    if (awaiting !== undefined) {
      options[awaiting] = word;
      awaiting = undefined;
    } else if (word.startsWith('-')) {
      const [name = '', value] = word.replace(/^-+/, '').split(/=(.*)/s);
      if (value !== undefined) options[name] = value;
      else awaiting = await takesValue(name, entryOf(reached));
    } else {
      const next = args.length === 0 ? wordAfter(reached, word) : undefined;
      if (next !== undefined) reached = [...reached, next];
      else if (entryOf(reached)?.passesOn) {
        return lineOf(reached, { args, options, passedOnFrom: at });
      } else args.push(word);
    }
  }
  return lineOf(reached, { args, options, awaiting });
}

async function lineOf(
  words: readonly string[],
  {
    args,
    options,
    awaiting,
    passedOnFrom,
  }: Pick<TypedLine, 'args' | 'options'> & Partial<TypedLine>,
): Promise<TypedLine> {
  const entry = entryOf(words);
  return { words, entry, command: await entry?.load(), args, options, awaiting, passedOnFrom };
}

/** The command that these words are. */
function entryOf(words: readonly string[]): CommandEntry | undefined {
  return commands.find((entry) => entry.words.join(' ') === words.join(' '));
}

/** The words that may follow, each with what it is for. */
export function wordsAfter(reached: readonly string[]): ReadonlyMap<string, string> {
  const after = new Map<string, string>();
  for (const { words, summary } of commands) {
    const next = words[reached.length];
    if (next === undefined || !reached.every((word, at) => words[at] === word)) continue;
    const noun = reached.length === 0 ? nouns[next]?.summary : undefined;
    const isWhole = words.length === reached.length + 1;
    if (!after.has(next) || isWhole) after.set(next, noun ?? (isWhole ? summary : ''));
  }
  return after;
}

/** The usual name of the word that was typed, when it is one that may follow. */
function wordAfter(reached: readonly string[], typed: string): string | undefined {
  if (wordsAfter(reached).has(typed)) return typed;
  if (reached.length === 0) {
    return Object.entries(nouns).find(([, { aliases }]) => aliases.includes(typed))?.[0];
  }
  return commands
    .find(
      ({ words, aliases = [] }) =>
        words.length === reached.length + 1 &&
        reached.every((word, at) => words[at] === word) &&
        aliases.includes(typed),
    )
    ?.words.at(-1);
}

/** The long name of an option that waits for its value. */
async function takesValue(
  name: string,
  entry: CommandEntry | undefined,
): Promise<string | undefined> {
  const usages = [...globalOptions.map(([usage]) => usage), ...(await usagesOf(entry))];
  const usage = usages.find((each) => each.split(/[ ,]+/).includes(`${dashes(name)}${name}`));
  return usage?.includes('<') ? longName(usage).replace(/^--/, '') : undefined;
}

async function usagesOf(entry: CommandEntry | undefined): Promise<readonly string[]> {
  if (entry === undefined) return [];
  const [{ options }, { describeOptions }] = await Promise.all([
    entry.load(),
    import('../program/describe-inputs.ts'),
  ]);
  return describeOptions(options).map(({ usage }) => usage);
}

function dashes(name: string): string {
  return name.length === 1 ? '-' : '--';
}

/** `--env` of `-e, --env <names>`. */
export function longName(usage: string): string {
  return usage.split(/[ ,]+/).find((part) => part.startsWith('--')) ?? usage;
}
