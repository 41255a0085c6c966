/** The keys of a value that say something: a key that is `undefined` is the same as none. */
export function withoutAbsent<Value extends object>(
  value: Value,
): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  const said = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(said) as { [Key in keyof Value]?: Exclude<Value[Key], undefined> };
}
