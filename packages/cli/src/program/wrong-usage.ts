import type { CommanderError } from 'commander';
import { CliError } from '../cli-error.ts';
import { exitCode } from '../exit-code.ts';
import type { NextStep } from '../next/next-step.ts';
import { steps } from '../next/steps.ts';
import { unknownOption } from './unknown-option.ts';

/** What the parser was given, and how far it came. */
export type Given = {
  readonly argv: readonly string[];
  /** The words of the command that was reached. */
  readonly reached: readonly string[];
  /** How that is written, such as `kontor env ls [options] [project]`. */
  readonly usage: string;
};

/** What is said of a usage that is wrong, and what gets on beside its help. */
export type Advice = { readonly message: string; readonly next?: readonly NextStep[] };

/** What the parser found wrong, with how to go on. */
export async function wrongUsage(error: CommanderError, given: Given): Promise<CliError> {
  const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  const { message, next = [] } =
    error.code === 'commander.unknownOption'
      ? unknownOption(first, more.join(' '), given)
      : { message: [first, ...more].join(' ') };
  return new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message,
    next: [...next, steps.showHelp(...given.reached)],
  });
}
