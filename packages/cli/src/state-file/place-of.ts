import type { Node, ParsedNode } from 'yaml';

type Pair = { readonly key: unknown; readonly value: unknown };

/**
 * Where in a text the value stands that a path leads to, or with `isOfKey` its key. Where the path
 * goes on after the text has ended, the key of the last thing that is there.
 */
export function placeOf(
  contents: ParsedNode | null,
  path: readonly PropertyKey[],
  isOfKey: boolean,
): number | undefined {
  let at: Pair = { key: undefined, value: contents };
  for (const segment of path) {
    const next = stepInto(at.value, segment);
    if (next === undefined) return offsetOf(at.key) ?? offsetOf(at.value);
    at = next;
  }
  const [first, second] = isOfKey ? [at.key, at.value] : [at.value, at.key];
  return offsetOf(first) ?? offsetOf(second);
}

function stepInto(node: unknown, segment: PropertyKey): Pair | undefined {
  if (!hasItems(node)) return undefined;
  if (typeof segment === 'number') {
    const item = node.items[segment];
    return item === undefined ? undefined : { key: undefined, value: item };
  }
  return node.items.filter(isPair).find(({ key }) => scalarOf(key) === segment);
}

function hasItems(node: unknown): node is { readonly items: readonly unknown[] } {
  return typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items);
}

function isPair(item: unknown): item is Pair {
  return typeof item === 'object' && item !== null && 'key' in item && 'value' in item;
}

function scalarOf(key: unknown): string | undefined {
  return typeof key === 'object' && key !== null && 'value' in key ? String(key.value) : undefined;
}

function offsetOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  return (node as Node).range?.[0];
}
