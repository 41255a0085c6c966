import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import { type ConnectionOptions, namedOptions } from './environments.ts';

/** Refuses options that say how to connect where nothing is to be connected: they would be passed over. */
export function requireProject(project: string | undefined, options: ConnectionOptions): void {
  const [first] = namedOptions(options);
  if (project !== undefined || first === undefined) return;
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `${first} says how the resource is connected, and no project is named: --connect <project>.`,
  });
}
