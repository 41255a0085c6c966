const COLUMNS = 80;
const ROWS = 24;

/**
 * The terminal with the usual size where it reports one of nothing, as some do that no window belongs
 * to: a question would be written with one letter on each line.
 */
export function sized(terminal: NodeJS.WriteStream): NodeJS.WriteStream {
  return new Proxy(terminal, {
    get: (stream, key) => {
      const value: unknown = Reflect.get(stream, key);
      if (value !== 0) return value;
      if (key === 'columns') return COLUMNS;
      return key === 'rows' ? ROWS : value;
    },
  });
}
