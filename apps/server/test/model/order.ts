/** Lists in an order of their own, so that two can be compared. */
export function pairs<Value>(
  list: readonly (readonly [string, Value])[],
): (readonly [string, Value])[] {
  return list.toSorted(([one], [other]) => (one < other ? -1 : 1));
}

export const byId = <Item extends { readonly id: string }>(list: readonly Item[]) =>
  list.toSorted((one, other) => (one.id < other.id ? -1 : 1));

/** By name, and by id where names are given twice. */
export const named = <Item extends { readonly name: string; readonly id?: string }>(
  list: readonly Item[],
) =>
  list.toSorted((one, other) =>
    `${one.name} ${one.id ?? ''}` < `${other.name} ${other.id ?? ''}` ? -1 : 1,
  );
