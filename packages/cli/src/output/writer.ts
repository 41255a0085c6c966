import type { CliError } from '../cli-error.ts';
import type { NextStep, Typed } from '../next/next-step.ts';
import { cleanJson, cleanText } from './clean-text.ts';
import { type Line, type Look, quiet } from './line.ts';
import type { Shown } from './shown.ts';

export type OutputStream = {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
};

export type WriterOptions = {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly isJson: boolean;
  /** The user or the terminal wants no colours. */
  readonly isPlain: boolean;
  /** What was typed, as far as it is known by now. */
  readonly typed: () => Typed;
};

/** The only way to print. With JSON, exactly one document is written for each run. */
export type Writer = {
  readonly isJson: boolean;
  readonly shown: (shown: Shown) => void;
  /** Lines of the result that are there before its end; with JSON they come in the document alone. */
  readonly part: (lines: readonly Line[]) => void;
  readonly failed: (error: CliError) => void;
  /** Help and the like: text of our own, as it is; a document with `key` as its only field in JSON. */
  readonly page: (key: string, text: string) => void;
  /** What people have to know for it to go on at all; on the standard error, with JSON too. */
  readonly urgent: (lines: readonly Line[]) => void;
  /** A remark for people that is no part of the result. */
  readonly note: (line: Line) => void;
};

export function createWriter({ stdout, stderr, isJson, isPlain, typed }: WriterOptions): Writer {
  const print = (stream: OutputStream, lines: readonly Line[]) => {
    const isTerminal = stream.isTTY === true;
    const columns = (isTerminal && stream.columns) || undefined;
    const page = { hasColour: isTerminal && !isPlain, columns };
    if (lines.length > 0) stream.write(lines.map((line) => `${printed(line, page)}\n`).join(''));
  };
  const printJson = (value: unknown) => stdout.write(`${cleanJson(value)}\n`);
  return {
    isJson,
    shown: ({ data, text, notes = [], next = [] }) => {
      const commands = commandsOf(next, typed());
      if (isJson) return void printJson(withNext(data, commands));
      print(stdout, text);
      print(stderr, [...notes, ...commands.map(({ says, command }) => `${says}: ${command}`)]);
    },
    part: (lines) => {
      if (!isJson) print(stdout, lines);
    },
    failed: (error) => {
      const commands = commandsOf(error.next, typed());
      if (isJson) return void printJson({ error: withNext(asDocument(error), commands) });
      print(stderr, forPeople(error, commands));
    },
    page: (key, text) => {
      if (isJson) return void printJson({ [key]: text.trimEnd() });
      stdout.write(text);
    },
    urgent: (lines) => print(stderr, lines),
    note: (line) => {
      if (!isJson) print(stderr, [line]);
    },
  };
}

type Command = { readonly says: string; readonly command: string };

function commandsOf(next: readonly NextStep[], typed: Typed): Command[] {
  const commands = next.map((step) => ({ says: step.says, command: step.command(typed) }));
  return commands.filter((each): each is Command => each.command !== undefined);
}

function withNext(data: unknown, commands: readonly Command[]): unknown {
  const isDocument = typeof data === 'object' && data !== null;
  if (commands.length === 0 || !isDocument) return data;
  return { ...data, next: commands.map(({ command }) => command) };
}

function asDocument({ code, message, exitCode, facts }: CliError) {
  return { ...facts, code, message, exitCode };
}

function forPeople({ message, details, facts }: CliError, next: readonly Command[]): Line[] {
  const { requestId } = facts;
  return [
    { text: `error: ${message}`, look: 'error' },
    ...details.map((text) => `  ${text}`),
    ...next.map(({ command }) => `  try: ${command}`),
    ...(typeof requestId === 'string' ? [quiet(`  request ${requestId}`)] : []),
  ];
}

const OPENING: Readonly<Record<Look, string>> = {
  heading: '\u001b[1m',
  quiet: '\u001b[2m',
  error: '\u001b[31m',
};
const CLOSING = '\u001b[0m';

type Page = {
  readonly hasColour: boolean;
  /** How wide a line may be, where that is known. */
  readonly columns: number | undefined;
};

function printed(line: Line, { hasColour, columns }: Page): string {
  if (typeof line === 'string') return cleanText(line);
  const isFitted = columns !== undefined && 'fitted' in line;
  const text = cleanText(isFitted ? line.fitted(columns) : line.text);
  return hasColour && line.look ? `${OPENING[line.look]}${text}${CLOSING}` : text;
}
