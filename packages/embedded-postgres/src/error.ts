/**
 * Why the embedded server is not there. Each message says what to do about it.
 *
 * - `platform_unsupported`: there are no PostgreSQL programs for this system
 * - `binaries_missing`: npm did not install them
 * - `binaries_broken`: they are there and do not run
 * - `links_missing`: npm did not run their install script
 * - `root_refused`: the process is root, and no other user can be used
 * - `directory_unusable`: the directory cannot be written
 * - `already_running`: a living process owns the directory; `ownerPid` names it
 * - `version_mismatch`: the data was made by another major version of PostgreSQL
 * - `password_missing`: there is data, and the password of its superuser is gone
 * - `initialise_failed`, `start_failed`, `stop_failed`: PostgreSQL itself said no
 */
export type EmbeddedPostgresErrorCode =
  | 'platform_unsupported'
  | 'binaries_missing'
  | 'binaries_broken'
  | 'links_missing'
  | 'root_refused'
  | 'directory_unusable'
  | 'already_running'
  | 'version_mismatch'
  | 'password_missing'
  | 'initialise_failed'
  | 'start_failed'
  | 'stop_failed';

/** The only error that starting or stopping the embedded server throws on purpose. */
export class EmbeddedPostgresError extends Error {
  override readonly name: string = 'EmbeddedPostgresError';
  readonly code: EmbeddedPostgresErrorCode;
  /** The process that owns the directory, where the code is `already_running`. */
  readonly ownerPid: number | undefined;

  constructor(
    code: EmbeddedPostgresErrorCode,
    message: string,
    { ownerPid, cause }: { ownerPid?: number; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.ownerPid = ownerPid;
  }
}

/** What an unknown error says, for a message about what it prevented. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether a system call failed for this reason, for instance `ENOENT`. */
export function failedWith(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
