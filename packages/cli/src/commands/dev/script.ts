import { appendFile, readFile, writeFile } from 'node:fs/promises';
import type { Role } from '@kontor/protocol/vocabulary';
import { role } from '@kontor/protocol/vocabulary/role';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import { shellCommand } from '../../output/shell-quote.ts';
import { answerLine, type ExpectedAnswer, readAnswerLine } from './answer-line.ts';

/** A line of a script: the words behind `kontor`, whom it is done as, how it has to end, and what the provider answers. */
export type Step = {
  readonly words: readonly string[];
  readonly as?: Role | undefined;
  readonly exitCode: number;
  /** To what the host asks of it for that, where it is known. */
  readonly answers?: readonly ExpectedAnswer[] | undefined;
};

/** How a script begins. */
export const scriptHeading =
  '# Replay with: kontor dev --replay <this file> -- <command that starts the provider>\n';
/** Ends a line whose command does not succeed. A shell takes it for a comment. */
const ENDING = /\s#=>\s*(\d{1,3})\s*$/;

/** Begins a script anew. */
export function beginScript(path: string): Promise<void> {
  return writeFile(path, scriptHeading);
}

/** Writes a line as people would type it. */
export function addStep(path: string, step: Step): Promise<void> {
  return appendFile(path, `${stepLines(step)}\n`);
}

/** A line with those that tell what the provider answers. */
export function stepLines(step: Step): string {
  return [stepLine(step), ...(step.answers ?? []).map(answerLine)].join('\n');
}

function stepLine({ words, as, exitCode: code }: Step): string {
  const role = as === undefined ? [] : ['--as', as];
  const line = shellCommand('kontor', 'dev', 'do', ...role, ...words);
  return `${line}${code === 0 ? '' : ` #=> ${code}`}`;
}

/** Reads a script that was recorded or written by hand. */
export async function readScript(path: string): Promise<readonly Step[]> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw wrong(`${path} cannot be read.`);
  });
  const steps: Step[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const answer = readAnswerLine(line);
    const last = steps.at(-1);
    if (answer !== undefined && last !== undefined) {
      steps.splice(-1, 1, { ...last, answers: [...(last.answers ?? []), answer] });
    }
    if (/^\s*(#|$)/.test(line)) continue;
    const step = stepOf(line);
    if (step === undefined) throw wrong(`${path}:${index + 1} is no line of a script: ${line}`);
    steps.push(step);
  }
  return steps;
}

function stepOf(line: string): Step | undefined {
  const ending = ENDING.exec(line);
  const words = wordsOf(ending ? line.slice(0, ending.index) : line);
  if (words?.[0] !== 'kontor') return undefined;
  const done = words[1] === 'dev' && words[2] === 'do' ? words.slice(3) : words.slice(1);
  const as = done[0] === '--as' ? role.safeParse(done[1]).data : undefined;
  const rest = as === undefined ? done : done.slice(2);
  return rest.length === 0 || rest[0]?.startsWith('-')
    ? undefined
    : { words: rest, as, exitCode: Number(ending?.[1] ?? 0) };
}

/** The words of a line as a shell reads them: quotes and backslashes, and nothing that a shell fills in. */
export function wordsOf(line: string): string[] | undefined {
  const words: string[] = [];
  const parts = /\s*((?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+)/y;
  let end = 0;
  for (let part = parts.exec(line); part !== null; part = parts.exec(line)) {
    end = parts.lastIndex;
    words.push(unquoted(part[1] ?? ''));
  }
  return line.slice(end).trim() === '' ? words : undefined;
}

function unquoted(text: string): string {
  return text.replaceAll(
    /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/g,
    (_, single?: string, double?: string, escaped?: string) =>
      single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? '',
  );
}

function wrong(message: string) {
  return new CliError({ code: 'wrong_usage', exitCode: exitCode.wrongUsage, message });
}
