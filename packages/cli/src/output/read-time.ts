import { CliError } from '../cli-error.ts';
import { exitCode } from '../exit-code.ts';

/** A time that was typed for an option, as hosts take it; nothing where none was. */
export function readTime<Name extends string>(name: Name, given: string | undefined) {
  if (given === undefined) return {};
  const time = new Date(given);
  if (!Number.isNaN(time.getTime())) return { [name]: time.toISOString() };
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `--${name} takes a time such as 2027-01-31 or 2027-01-31T12:00Z.`,
  });
}
