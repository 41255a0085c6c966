import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';

/** The port that was stated, or the usual one. */
export function readPort(text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `'${text}' is no port; ports go up to 65535.`,
  });
}
