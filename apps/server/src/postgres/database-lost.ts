/**
 * The database does not answer, or went away before it did. What was asked for may have happened: a
 * connection that is lost while it commits tells nothing.
 */
export class DatabaseLost extends Error {
  override readonly name: string = 'DatabaseLost';
}

/** The same failure, called what it means where the connection is to blame and not the statement. */
export function asLost(error: unknown): unknown {
  if (!isOfConnection(error)) return error;
  return new DatabaseLost('The database does not answer.', { cause: error });
}

/** The server says that it ends, starts, recovers or has no place left. Class 08 is a connection that broke. */
const SAID_BY_SERVER = /^(?:57P0[123]|53300|08\w{3})$/;
const SAID_BY_SYSTEM = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** The driver has no codes of its own, so what it says is all there is. */
const SAID_BY_DRIVER =
  /^(?:Connection terminated|Client (?:has encountered a connection error|was closed)|timeout exceeded when trying to connect)/;

function isOfConnection(error: unknown): boolean {
  // a name with several addresses fails with one error for each
  if (error instanceof AggregateError) return error.errors.every(isOfConnection);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    SAID_BY_SYSTEM.has(code) || SAID_BY_SERVER.test(code) || SAID_BY_DRIVER.test(error.message)
  );
}
