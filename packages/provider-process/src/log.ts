export type LogLevel = 'info' | 'warn' | 'error';

/** What happened, in a word or a sentence, and to what. Nothing in it may be a secret. */
export type Log = (
  level: LogLevel,
  message: string,
  facts?: Readonly<Record<string, unknown>>,
) => void;

export type LogWriter = (line: string) => void;

/** One line of JSON for each thing that happens. */
export function createLog(write: LogWriter, clock: () => Date): Log {
  return (level, message, facts) => {
    write(`${JSON.stringify({ time: clock().toISOString(), level, message, ...facts })}\n`);
  };
}

/** What a log may know of a failure: where it came from, and PostgreSQL's code. */
export function failureFacts(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: failureFacts(error.cause) };
  return { error: error.name, reason: error.message, ...code, stack: error.stack, ...cause };
}
