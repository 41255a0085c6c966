import { mkdtempSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { type NextStep, readEnvironment, run } from '@kontor/cli';
import { checkCommandDocument, checkCommandOutput } from '@kontor/testing/command-output';
import type { Ran } from './command-line.ts';
import { readShellLine } from './shell-line.ts';

/** What a run told, with the steps that get on from there. */
export type RanHere = Ran & { readonly steps: readonly NextStep[] };

type Variables = Readonly<Record<string, string>>;

type How = {
  readonly env?: Variables;
  readonly input?: string;
  /** Called with what arrives on the standard error, while it runs. */
  readonly onSaid?: (text: string) => void;
};

/** A folder in which the command is run without a process of its own; there is no terminal. */
export function commandHere(variables: Variables) {
  const folder = mkdtempSync(join(tmpdir(), 'kontor-here-'));
  const at = (file: string) => join(folder, file);

  async function kontor(
    args: readonly string[],
    { env = {}, input = '', onSaid }: How = {},
  ): Promise<RanHere> {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    stdin.end(input);
    if (onSaid) stderr.on('data', (chunk) => onSaid(String(chunk)));
    let document: unknown;
    let steps: readonly NextStep[] = [];
    const [code, printed, said] = await Promise.all([
      run({
        argv: args,
        environment: readEnvironment({
          PATH: process.env.PATH ?? '',
          HOME: folder,
          XDG_CONFIG_HOME: at('config'),
          ...variables,
          ...env,
        }),
        folder,
        stdin: stdin as never,
        stdout: stdout as never,
        stderr: stderr as never,
        interrupted: new AbortController().signal,
        onDocument: (shown) => {
          document = shown;
        },
        onNext: (told) => {
          steps = told;
        },
      }).finally(() => {
        stdout.end();
        stderr.end();
      }),
      readText(stdout),
      readText(stderr),
    ]);
    if (document !== undefined) checkCommandDocument(args, document);
    checkCommandOutput(args, printed);
    return { code, stdout: printed, stderr: said, steps };
  }

  return {
    folder,
    kontor,
    /** Runs a line of a guide that begins with `kontor`. */
    line: async (line: string, env: Variables = {}): Promise<RanHere> => {
      const { words, input, output } = readShellLine(line);
      const ran = await kontor(words.slice(1), {
        env,
        ...(input !== undefined && { input: await readFile(at(input), 'utf8') }),
      });
      if (output !== undefined) await writeFile(at(output), ran.stdout);
      return ran;
    },
    write: (file: string, content: string) => writeFile(at(file), content),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
