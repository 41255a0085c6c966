import { CliError } from '../cli-error.ts';
import { exitCode } from '../exit-code.ts';
import { steps } from '../next/steps.ts';
import { similarTo } from './similar.ts';
import { suggest } from './suggest.ts';

type Naming<Item> = {
  /** The noun, for messages and for the code: `resource`, `resource_not_found`. */
  readonly noun: string;
  /** Everything an item may be called by, the usual name first. */
  readonly names: (item: Item) => readonly [string, ...string[]];
  /** How an item is told apart from others of the same name. */
  readonly tell: (item: Item) => string;
};

/** The one item that is meant by a name; otherwise a refusal that lists the candidates. */
export function oneOf<Item>(
  named: string,
  items: readonly Item[],
  { noun, names, tell }: Naming<Item>,
): Item {
  const matching = items.filter((item) => names(item).includes(named));
  const [first, ...others] = matching;
  if (first === undefined)
    throw unknown(named, noun, [...new Set(items.map((item) => names(item)[0]))]);
  if (others.length === 0) return first;
  throw new CliError({
    code: 'ambiguous_name',
    exitCode: exitCode.wrongUsage,
    message: `'${named}' names ${matching.length} ${noun}s. Name the one that is meant by its id.`,
    details: matching.map(tell),
    next: matching.flatMap((item) => {
      const own = names(item).findLast((name) => name !== named);
      return own === undefined ? [] : [steps.choose(named, own)];
    }),
    facts: { candidates: matching.map(tell) },
  });
}

function unknown(named: string, noun: string, candidates: readonly string[]) {
  return new CliError({
    code: `${noun.replaceAll(' ', '_')}_not_found`,
    exitCode: exitCode.notFound,
    message: `There is no ${noun} '${named}'.${suggest(named, candidates)}`,
    next: similarTo(named, candidates).map((name) => steps.choose(named, name)),
    facts: { candidates },
  });
}
