import { text as readText } from 'node:stream/consumers';
import { builtInEnvironment } from '@kontor/protocol/vocabulary/environment';
import { variableType } from '@kontor/protocol/vocabulary/variable-type';
import * as z from 'zod';
import { CliError } from '../../../cli-error.ts';
import { exitCode } from '../../../exit-code.ts';
import { flag, text } from '../../../inputs.ts';
import type { Session } from '../../../session.ts';

/** What a shared variable is written with, and changed by. */
export const valueOptions = {
  value: z.string().optional().meta({
    description: 'The value, where it is no secret: others on this machine can read it.',
    placeholder: 'value',
  }),
  valueStdin: flag('Read the value from the standard input.'),
  type: variableType.optional().meta({
    description: 'How it is kept; a sensitive value is never shown again.',
    placeholder: variableType.options.join('|'),
  }),
  env: z
    .array(z.string())
    .default([])
    .transform((given) => given.flatMap((each) => each.split(',')).filter((each) => each !== ''))
    .pipe(z.array(builtInEnvironment))
    .meta({
      description: `Environments that read it, some of ${builtInEnvironment.options.join(',')}.`,
      placeholder: 'environments',
    }),
  comment: text('comment', 'What it is for.'),
};

type ValueOptions = { readonly value?: string | undefined; readonly valueStdin: boolean };

/** The value that was given in one of the two ways, if any was. */
export async function givenValue(
  { world }: Pick<Session, 'world'>,
  { value, valueStdin }: ValueOptions,
): Promise<string | undefined> {
  if (!valueStdin) return value;
  if (value === undefined) return (await readText(world.stdin)).replace(/\r?\n$/, '');
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: 'The value is given twice: with --value and with --value-stdin.',
  });
}
