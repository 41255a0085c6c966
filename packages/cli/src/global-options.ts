import { CliError } from './cli-error.ts';
import { exitCode } from './exit-code.ts';

/** The options that every command takes. */
export const globalOptions = [
  ['--json', 'Print one JSON document, also for an error.'],
  ['--team <team>', 'Team to act in, by slug or id.'],
  ['--host <address>', 'Host to talk to.'],
  ['--token <token>', 'Token to use; KONTOR_TOKEN keeps it out of the list of processes.'],
  ['--yes', 'Answer yes to every question, but accept no terms.'],
  ['--timeout <seconds>', 'How long to wait for the host in all (default: 300).'],
] as const;

export type GlobalOptions = {
  readonly team: string | undefined;
  readonly host: string | undefined;
  readonly token: string | undefined;
  readonly yes: boolean;
  readonly timeoutMs: number;
  /** Whether that was said, and is not only what is usual. */
  readonly isTimeoutGiven: boolean;
};

const DEFAULT_TIMEOUT_SECONDS = 300;
const LONGEST_TIMEOUT_SECONDS = 86_400;

/** Reads what was given for {@link globalOptions}. */
export function readGlobalOptions(given: Readonly<Record<string, unknown>>): GlobalOptions {
  const text = (name: string) => {
    const value = given[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    team: text('team'),
    host: text('host'),
    token: text('token'),
    yes: given.yes === true,
    timeoutMs: readSeconds(text('timeout')) * 1000,
    isTimeoutGiven: text('timeout') !== undefined,
  };
}

function readSeconds(text: string | undefined): number {
  if (text === undefined) return DEFAULT_TIMEOUT_SECONDS;
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (seconds > 0 && seconds <= LONGEST_TIMEOUT_SECONDS) return seconds;
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `--timeout takes seconds, more than 0 and up to ${LONGEST_TIMEOUT_SECONDS}; '${text}' is none.`,
  });
}
