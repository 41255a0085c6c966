/**
 * A value as it stands behind `NAME=` in a dotenv file, so that `node --env-file` reads back exactly
 * the same; undefined when no spelling does.
 *
 * That reader knows no escapes: what stands between two equal quotes is taken as it is, except `\n`
 * between double ones, and every carriage return is dropped. Where several spellings would do, the
 * first is taken that a shell and other dotenv readers understand the same way.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/environment_variables.html#dotenv
 */
export function quoteValue(value: string): string | undefined {
  if (/[\r\0]/.test(value) || !value.isWellFormed()) return undefined;
  if (/^[\w./:@%+,=-]+$/.test(value)) return value;
  if (!value.includes("'")) return `'${value}'`;
  if (!/["\\$`]/.test(value)) return `"${value}"`;
  if (!value.includes('`')) return `\`${value}\``;
  if (!value.includes('"') && !value.includes('\\n')) return `"${value}"`;
  return isReadBare(value) ? value : undefined;
}

/** Without quotes a value ends with its line or at a `#`, loses blanks at both ends, and may begin with no quote. */
function isReadBare(value: string): boolean {
  return !/[\n#]/.test(value) && !/^["'`]/.test(value) && !/^[ \t]|[ \t]$/.test(value);
}
