import { exitCode } from '../exit-code.ts';
import { cleanText } from '../output/clean-text.ts';
import type { World } from '../world.ts';
import { candidatesFor } from './candidates.ts';
import { FILES } from './files-mark.ts';
import { splitLine } from './split-line.ts';

/**
 * Answers a completion script, which hands over what was typed as a line (`--line <text>`) or as words
 * (`-- <words>`), the last of which is not finished. A line for each candidate, with a tab before what
 * it is; nothing, where nothing can be found out.
 */
export async function complete(asked: readonly string[], world: World): Promise<number> {
  const { found, areFiles } = await candidatesFor(wordsOf(asked), world);
  const lines = found.map(({ value, description }) =>
    [value, description].filter(Boolean).map(cleanText).join('\t'),
  );
  if (areFiles) lines.push(FILES);
  if (lines.length > 0) world.stdout.write(`${lines.join('\n')}\n`);
  return exitCode.done;
}

function wordsOf([form, ...rest]: readonly string[]): readonly string[] {
  if (form !== '--line') return rest;
  const words = splitLine(rest[0] ?? '');
  // a line may begin with variables, and names the command as it was typed
  const command = words.findIndex((word) => !/^\w+=/.test(word));
  return words.slice(command + 1);
}
