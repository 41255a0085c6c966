/** Options whose value is nobody's business: what holds one is not printed again. */
const SECRET = /^--(?:token|value|password|secret)(?:=|$)/;

/** The same command with more options, unless it holds a secret. */
export function withOptions(
  argv: readonly string[],
  options: readonly string[],
): readonly string[] | undefined {
  if (holdsSecret(argv)) return undefined;
  const end = endOfOwn(argv);
  return [...argv.slice(0, end), ...options, ...argv.slice(end)];
}

/**
 * The same command with another name in the place of one, wherever that stands alone, behind an option,
 * or before the name of a product. It is not agreed to beforehand: what was guessed is asked about.
 */
export function withName(
  argv: readonly string[],
  from: string,
  to: string,
): readonly string[] | undefined {
  if (holdsSecret(argv) || from === '') return undefined;
  const end = endOfOwn(argv);
  const own = argv.slice(0, end);
  const at = own.findLastIndex((word) => renamed(word, from, to) !== word);
  const word = own[at];
  if (word === undefined) return undefined;
  const corrected = own.with(at, renamed(word, from, to)).filter((each) => each !== '--yes');
  return [...corrected, ...argv.slice(end)];
}

function renamed(word: string, from: string, to: string): string {
  if (word === from) return to;
  if (word.startsWith('--') && word.endsWith(`=${from}`)) {
    return `${word.slice(0, -from.length)}${to}`;
  }
  // integration and product are one word, and so are integration and resource
  const [integration, product, ...more] = word.split('/');
  if (product === undefined || more.length > 0) return word;
  if (integration === from) return `${to}/${product}`;
  return product === from ? `${integration}/${to}` : word;
}

function holdsSecret(argv: readonly string[]): boolean {
  return argv.slice(0, endOfOwn(argv)).some((word) => SECRET.test(word));
}

/** Behind it stands the command of somebody else. */
function endOfOwn(argv: readonly string[]): number {
  const index = argv.indexOf('--');
  return index < 0 ? argv.length : index;
}
