import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';

/** The project that was named in either way. Refuses two of them, of which one would be passed over. */
export function namedProject(
  named: string | undefined,
  option: string | undefined,
  how = '',
): string | undefined {
  if (named === undefined || option === undefined || named === option) return named ?? option;
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `Two projects are named: ${how}${named} and --project ${option}.`,
  });
}
