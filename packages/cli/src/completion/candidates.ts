import { globalOptions } from '../global-options.ts';
import type { World } from '../world.ts';
import { longName, readTyped, type TypedLine, wordsAfter } from './typed-line.ts';

/** What may stand where the cursor is, whole, and what it is. */
export type Candidate = { readonly value: string; readonly description: string };

export type Candidates = {
  readonly found: readonly Candidate[];
  /** Whether a file may stand there, which the shell knows best. */
  readonly areFiles: boolean;
};

/** What may stand for the last of these words, which begins like it. */
export async function candidatesFor(words: readonly string[], world: World): Promise<Candidates> {
  const unfinished = words.at(-1) ?? '';
  const line = await readTyped(words.slice(0, -1));
  if (line.passedOnFrom !== undefined) {
    return { found: [], areFiles: line.words.join(' ') !== 'dev do' };
  }
  const [before, typed] = partsOf(unfinished, line);
  const { found, areFiles } = await possible(line, unfinished, world);
  return {
    areFiles,
    found: found
      .filter(({ value }) => value.startsWith(typed))
      .map(({ value, description }) => ({ value: before + value, description })),
  };
}

/** What of the unfinished word stays as it is, such as `--env=production,`, and what is completed. */
function partsOf(unfinished: string, { awaiting }: TypedLine): readonly [string, string] {
  const isValue = awaiting !== undefined || unfinished.startsWith('--');
  const at = isValue ? Math.max(unfinished.indexOf('='), unfinished.lastIndexOf(',')) + 1 : 0;
  return [unfinished.slice(0, at), unfinished.slice(at)];
}

async function possible(line: TypedLine, unfinished: string, world: World): Promise<Candidates> {
  const { awaiting = inlineOption(unfinished), command, words } = line;
  if (awaiting !== undefined) return valuesFor(awaiting, 'option', line, world);
  if (unfinished.startsWith('-')) return { found: await optionsOf(line), areFiles: false };
  const next = line.args.length === 0 ? wordsAfter(words) : new Map<string, string>();
  const following = [...next].map(([value, description]) => ({ value, description }));
  const argument = command && Object.keys(command.args.shape)[line.args.length];
  if (argument === undefined) return { found: following, areFiles: false };
  const { found, areFiles } = await valuesFor(argument, 'argument', line, world);
  return { found: [...following, ...found], areFiles };
}

function inlineOption(unfinished: string): string | undefined {
  return /^--([\w-]+)=/.exec(unfinished)?.[1];
}

async function valuesFor(name: string, kind: 'option' | 'argument', line: TypedLine, world: World) {
  const { valuesOf } = await import('./values.ts');
  return valuesOf({ name, kind, line, world });
}

async function optionsOf({ command }: TypedLine): Promise<readonly Candidate[]> {
  const globals = globalOptions.map(([usage, description]) => ({ usage, description }));
  const own =
    command === undefined
      ? []
      : (await import('../program/describe-inputs.ts')).describeOptions(command.options);
  return [...own, ...globals, { usage: '--help', description: 'Print help.' }].map(
    ({ usage, description }) => ({ value: longName(usage), description }),
  );
}
