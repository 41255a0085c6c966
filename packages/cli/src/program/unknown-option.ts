import { similarTo } from '../names/similar.ts';
import type { Advice, Given } from './wrong-usage.ts';

/**
 * What an option that is none was meant to be: one that is written similarly, or an argument. Otherwise how the
 * command is written is told.
 *
 * @param said that the option is unknown, as the parser says it
 * @param hint what the parser takes for similar; it goes farther than a person would
 */
export function unknownOption(said: string, hint: string, given: Given): Advice {
  const option = /'(-[^']*)'/.exec(said)?.[1] ?? '';
  const similar = similarTo(option, hint.match(/--[\w-]+/g) ?? []);
  if (similar.length > 0) return { message: `${said} (Did you mean ${similar.join(' or ')}?)` };
  const name = option.replace(/^-+/, '');
  const isArgument = [`<${name}>`, `[${name}]`].some((each) => given.usage.includes(each));
  const what = isArgument ? `'${name}' is an argument` : 'It is written';
  return { message: `${said}. ${what}: ${given.usage}` };
}
