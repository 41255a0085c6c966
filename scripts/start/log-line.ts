/** How bad it is what a line of a log tells, and what it tells, for a terminal. */
export type LogLine = { readonly level: 'info' | 'warn' | 'error'; readonly text: string };

type Entry = Readonly<Record<string, unknown>>;

/** Where pino's numbers for these levels begin. */
const WARN = 40;
const ERROR = 50;

/**
 * Reads a line of a program's log: an entry of its logger as JSON, or anything else, which a program
 * prints only when its logger is not there yet or not any more.
 */
export function readLogLine(line: string): LogLine {
  const entry = parse(line);
  const level = entry && levelOf(entry.level);
  if (!entry || !level) return { level: 'error', text: line };
  const { msg, message = msg, err, reason = isEntry(err) ? err.message : undefined } = entry;
  const parts = [message, reason].filter((part) => typeof part === 'string' && part !== '');
  return { level, text: [...new Set(parts)].join(': ') };
}

function parse(line: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The host's logger writes numbers, the provider's words. */
function levelOf(level: unknown): LogLine['level'] | undefined {
  if (level === 'info' || level === 'warn' || level === 'error') return level;
  if (typeof level !== 'number') return undefined;
  if (level >= ERROR) return 'error';
  return level >= WARN ? 'warn' : 'info';
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null;
}
