import { similarTo } from '../names/similar.ts';
import { steps } from '../next/steps.ts';
import type { Advice, Given } from './wrong-usage.ts';

/**
 * What an option that is none was meant to be: one of the program that is to be passed on, one that is
 * written similarly, or an argument. Otherwise how the command is written is told.
 *
 * @param said that the option is unknown, as the parser says it
 * @param hint what the parser takes for similar; it goes farther than a person would
 */
export async function unknownOption(said: string, hint: string, given: Given): Promise<Advice> {
  const option = /'(-[^']*)'/.exec(said)?.[1] ?? '';
  const begin = await beginOfPassedOn(given, option);
  if (begin !== undefined) {
    return {
      message: `${said}. The program and its options stand behind --.`,
      next: [steps.passOn(begin)],
    };
  }
  const similar = similarTo(option, hint.match(/--[\w-]+/g) ?? []);
  if (similar.length > 0) return { message: `${said} (Did you mean ${similar.join(' or ')}?)` };
  const name = option.replace(/^-+/, '');
  const isArgument = [`<${name}>`, `[${name}]`].some((each) => given.usage.includes(each));
  const what = isArgument ? `'${name}' is an argument` : 'It is written';
  return { message: `${said}. ${what}: ${given.usage}` };
}

/** Where the command begins that is to be passed on, if an option behind it was taken for an own one. */
async function beginOfPassedOn(
  { argv, usage }: Given,
  option: string,
): Promise<number | undefined> {
  if (!usage.endsWith('...>') || argv.includes('--')) return undefined;
  const { readTyped } = await import('../completion/typed-line.ts');
  for (const [at, word] of argv.entries()) {
    if (word === option || word.startsWith(`${option}=`)) return undefined;
    const { args } = await readTyped(argv.slice(0, at + 1));
    if (args.length > 0) return at;
  }
  return undefined;
}
