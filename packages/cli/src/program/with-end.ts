/** Options that stand before the command that is passed on, and whether a value follows them. */
const OWN_OPTIONS: Readonly<Record<string, boolean>> = {
  '--as': true,
  '--data': true,
  '--json': false,
  '--yes': false,
};

/**
 * Ends the options of `kontor dev do` where the command begins that it passes on, so that nobody has to
 * type `--` between the two.
 */
export function withEnd(argv: readonly string[]): readonly string[] {
  const [noun, verb, ...rest] = argv;
  if (noun !== 'dev' || verb !== 'do') return argv;
  let at = 0;
  for (;;) {
    const word = rest[at] ?? '';
    const name = word.split('=')[0] ?? '';
    if (!Object.hasOwn(OWN_OPTIONS, name)) break;
    at += OWN_OPTIONS[name] && !word.includes('=') ? 2 : 1;
  }
  if (rest.length <= at || rest[at]?.startsWith('-')) return argv;
  return [noun, verb, ...rest.slice(0, at), '--', ...rest.slice(at)];
}
