const PREFIX = 'KONTOR_';
/** The most that are told. */
const MOST = 3;

/** The settings that somebody who set `given` may have meant, best first: what begins so, or has almost its letters. */
export function similarSettings(given: string, known: readonly string[]): readonly string[] {
  const wanted = withoutPrefix(given);
  const farthest = Math.max(2, Math.floor(wanted.length / 3));
  return known
    .map((name) => ({ name, own: withoutPrefix(name) }))
    .map(({ name, own }) => ({ name, own, difference: differenceOf(wanted, own) }))
    .filter(
      ({ own, difference }) =>
        difference <= farthest || (wanted.length > 2 && own.startsWith(wanted)),
    )
    .sort((a, b) => a.difference - b.difference)
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** All of them begin alike, which would make any two similar. */
function withoutPrefix(name: string): string {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
}

/** How many letters only one of them has; where they stand does not count. */
function differenceOf(a: string, b: string): number {
  const rest = [...b];
  const missing = [...a].filter((letter) => {
    const at = rest.indexOf(letter);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  return missing.length + rest.length;
}
