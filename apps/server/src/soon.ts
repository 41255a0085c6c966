/**
 * What is there already or has to be waited for. A promise for what is there already would be felt: most
 * requests are answered from memory until they come to the database.
 */
export type Soon<Value> = Value | Promise<Value>;

/** Goes on with a value: at once where it is there already. */
export function soon<Value, Next>(
  value: Soon<Value>,
  next: (value: Value) => Soon<Next>,
): Soon<Next> {
  return value instanceof Promise ? value.then(next) : next(value);
}
