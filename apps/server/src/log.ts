import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * The host's log: one JSON object a line. Of an error only what explains it is written, because
 * libraries hang connections, requests and whatever they hold onto their errors.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, serializers: { err: shownError } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

type ShownError = {
  readonly type: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly code?: string;
  readonly cause?: ShownError;
};

function shownError(error: unknown): ShownError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: shownError(error.cause) };
  return { type: error.name, message: error.message, stack: error.stack, ...code, ...cause };
}
