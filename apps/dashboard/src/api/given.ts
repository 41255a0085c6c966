/** What of an object was given: a field without a value is left out. */
export function given<All extends object>(
  all: All,
): { [Name in keyof All]?: Exclude<All[Name], undefined> } {
  const entries = Object.entries(all).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as ReturnType<typeof given<All>>;
}
