import { commands } from '../commands/index.ts';

/**
 * Ends the own options of a command where what it passes on begins, so that nobody has to type `--` between
 * the two: behind the first word of a program all options are that program's.
 */
export async function withEnd(argv: readonly string[]): Promise<readonly string[]> {
  if (!commands.some(({ passesOn, words }) => passesOn && argv.includes(words[0]))) return argv;
  const { readTyped } = await import('../completion/typed-line.ts');
  const { passedOnFrom } = await readTyped(argv);
  if (passedOnFrom === undefined || argv[passedOnFrom - 1] === '--') return argv;
  return [...argv.slice(0, passedOnFrom), '--', ...argv.slice(passedOnFrom)];
}
