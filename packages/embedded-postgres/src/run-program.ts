import { execFile } from 'node:child_process';
import type { ServerUser } from './server-user.ts';

/**
 * What PostgreSQL's programs see of the environment. The host's own holds secrets and may hold `PG…`
 * variables that would change what they do.
 */
export const PROGRAM_ENVIRONMENT = {
  LC_ALL: 'C',
  TZ: 'UTC',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
};

/** How a program ended. `output` is what it printed, for people. */
export type Outcome = { readonly ok: boolean; readonly output: string };

/** Runs a short program to its end, as the user who will run the server. */
export function runProgram(
  user: ServerUser,
  command: readonly string[],
  { cwd, timeoutMs }: { cwd: string; timeoutMs: number },
): Promise<Outcome> {
  const [program = '', ...args] = [...user.prefix, ...command];
  const options = { ...user.ids, cwd, timeout: timeoutMs, env: PROGRAM_ENVIRONMENT };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim();
      resolve({
        ok: error === null,
        output: output === '' && error ? error.message.trim() : output,
      });
    });
  });
}
