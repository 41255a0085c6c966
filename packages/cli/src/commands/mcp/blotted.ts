/** A value as short as `1` or `on` says nothing, and stands in every text. */
const SHORTEST_SECRET = 4;

/**
 * A text with the values of variables replaced by their names, the longest first, so that of a value
 * that holds another nothing is left. What a program encodes or takes apart is not found.
 */
export function blotted(text: string, variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .filter(([, value]) => value.length >= SHORTEST_SECRET)
    .sort(([, one], [, other]) => other.length - one.length)
    .reduce((left, [name, value]) => left.replaceAll(value, `[${name}]`), text);
}
