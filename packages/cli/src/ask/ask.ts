import { CliError } from '../cli-error.ts';
import { exitCode } from '../exit-code.ts';
import { interrupted } from '../host/transport-errors.ts';
import type { NextStep } from '../next/next-step.ts';
import { steps } from '../next/steps.ts';
import { cleanText } from '../output/clean-text.ts';
import { sized } from './sized.ts';

type Question = {
  readonly message: string;
  /** What to type where nobody can be asked, such as `--plan <id>`. */
  readonly instead: string;
  /** The same command with each answer that is known; how to read more where none is. */
  readonly answers?: readonly NextStep[];
};

type Choice<Value extends string> = {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string | undefined;
};

/**
 * Questions to the person at the terminal. Where there is none, each is refused with exit code 2 and
 * the option that answers it.
 */
export type Ask = {
  /** Whether somebody can be asked. */
  readonly canAsk: boolean;
  /** Returns when the answer is yes; `--yes` answers it. */
  readonly toConfirm: (question: { readonly message: string }) => Promise<void>;
  readonly isAgreed: (question: Question) => Promise<boolean>;
  readonly forText: (question: Question & { readonly initial?: string }) => Promise<string>;
  readonly forPassword: (question: Question) => Promise<string>;
  readonly toChoose: <Value extends string>(
    question: Question & { readonly choices: readonly Choice<Value>[] },
  ) => Promise<Value>;
};

export type AskOptions = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly isJson: boolean;
  /** `--yes` was given. */
  readonly isYes: boolean;
};

/** More commands than this help nobody to choose. */
const MOST_ANSWERS = 5;

export function createAsk({ stdin, stdout, isJson, isYes }: AskOptions): Ask {
  const canAsk = stdin.isTTY === true && stdout.isTTY === true && !isJson;
  const streams = { input: stdin, output: sized(stdout) };

  /** The prompts, loaded when the first question is asked; an answer of Ctrl-C ends the command. */
  async function prompt<Value>(
    { message, instead, answers = [] }: Question,
    put: (prompts: Prompts, message: string) => Promise<Value>,
  ): Promise<Exclude<Value, symbol>> {
    if (!canAsk) throw answerNeeded({ message, instead, answers });
    const prompts = await import('@clack/prompts');
    const answer = await put(prompts, cleanText(message));
    if (prompts.isCancel(answer)) throw interrupted();
    return answer as Exclude<Value, symbol>;
  }

  const isAgreed = (question: Question) =>
    prompt(question, (prompts, message) =>
      prompts.confirm({ message, initialValue: false, ...streams }),
    );
  return {
    canAsk,
    isAgreed,
    toConfirm: async ({ message }) => {
      if (
        isYes ||
        (await isAgreed({ message, instead: '--yes', answers: [steps.answer('--yes')] }))
      )
        return;
      throw declined();
    },
    forText: ({ initial = '', ...question }) =>
      prompt(question, (prompts, message) =>
        prompts.text({ message, initialValue: initial, validate: requireText, ...streams }),
      ),
    forPassword: (question) =>
      prompt(question, (prompts, message) => prompts.password({ message, ...streams })),
    toChoose: async ({ choices, ...question }) => {
      const options = choices.map(({ label, hint, value }) => ({
        value: value as string,
        label: cleanText(label),
        ...(hint === undefined ? {} : { hint: cleanText(hint) }),
      }));
      const chosen = await prompt(question, (prompts, message) =>
        prompts.select({ message, options, ...streams }),
      );
      return chosen as (typeof choices)[number]['value'];
    },
  };
}

type Prompts = typeof import('@clack/prompts');

function requireText(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? 'Please type something.' : undefined;
}

function declined() {
  return new CliError({
    code: 'declined',
    exitCode: exitCode.interrupted,
    message: 'Nothing was changed.',
  });
}

function answerNeeded({ message, instead, answers = [] }: Question) {
  return new CliError({
    code: 'answer_needed',
    exitCode: exitCode.wrongUsage,
    message: `${message} Nobody can be asked here: give ${instead}.`,
    next: answers.length === 0 ? [steps.answer('--help')] : answers.slice(0, MOST_ANSWERS),
    facts: { option: instead },
  });
}
