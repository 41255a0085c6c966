import type { ExitCode } from './exit-code.ts';
import type { NextStep } from './next/next-step.ts';

/** What the command line itself can refuse; the host's own codes are passed on beside these. */
export type LocalErrorCode =
  | 'wrong_usage'
  | 'answer_needed'
  | 'ambiguous_name'
  | 'not_signed_in'
  | 'sign_in_by_code_missing'
  | 'settings_unreadable'
  | 'host_unreachable'
  | 'host_not_trusted'
  | 'provider_unreachable'
  | 'not_a_host'
  | 'answer_unreadable'
  | 'no_answer_yet'
  | 'still_running'
  | 'file_exists'
  | 'file_not_writable'
  | 'value_not_writable'
  | 'wrong_state_file'
  | 'interrupted'
  | 'declined'
  | 'internal_error';

export type CliErrorOptions = {
  /** One of our own, or a code of the host. */
  readonly code: LocalErrorCode | (string & {});
  readonly exitCode: ExitCode;
  /** What happened, and what to do about it. */
  readonly message: string;
  /** Further lines for people, below the message. */
  readonly details?: readonly string[];
  /** What gets on from here. */
  readonly next?: readonly NextStep[];
  /** What `--json` shows beside code and message. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
};

/** Every way in which a command does not succeed. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly details: readonly string[];
  readonly next: readonly NextStep[];
  readonly facts: Readonly<Record<string, unknown>>;

  constructor({ code, exitCode, message, details, next, facts, cause }: CliErrorOptions) {
    super(message, { cause });
    this.code = code;
    this.exitCode = exitCode;
    this.details = details ?? [];
    this.next = next ?? [];
    this.facts = facts ?? {};
  }

  /** The same error with more to say. */
  with(more: Partial<CliErrorOptions>): CliError {
    const { code, exitCode, message, details, next, facts, cause } = this;
    return new CliError({ code, exitCode, message, details, next, facts, cause, ...more });
  }
}
