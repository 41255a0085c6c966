import type { Logger } from 'pino';
import { asLost, DatabaseLost } from './postgres/database-lost.ts';

const AGAIN_AFTER_MS = 10_000;

/**
 * Logs what failed and followed no request. Every job fails while the database is gone, so that is
 * said once in a while and not for each.
 */
export function createReportFailure(log: Pick<Logger, 'error' | 'warn'>) {
  let quietUntilMs = 0;
  return (error: unknown): void => {
    if (!(asLost(error) instanceof DatabaseLost)) {
      log.error({ err: error }, 'background work failed');
    } else if (performance.now() >= quietUntilMs) {
      quietUntilMs = performance.now() + AGAIN_AFTER_MS;
      log.warn({ err: error }, 'the database does not answer, and background work waits for it');
    }
  };
}
