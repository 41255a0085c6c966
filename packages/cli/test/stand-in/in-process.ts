import { PassThrough } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { checkCommandDocument, checkCommandOutput } from '@kontor/testing/command-output';
import { readEnvironment } from '../../src/config/environment.ts';
import { run } from '../../src/run.ts';
import { machine, type Ran } from './kontor.ts';

type RunOptions = {
  readonly env?: Readonly<Record<string, string>>;
  /** Called with what is printed, as it is. */
  readonly onOutput?: (text: string) => void;
};

/**
 * The same command without a process of its own, for tests that run it often and are about what it
 * says rather than how it starts and ends. There is no terminal.
 */
export function inProcess() {
  const { folder } = machine();
  return {
    folder,
    kontor: async (
      args: readonly string[],
      { env = {}, onOutput }: RunOptions = {},
    ): Promise<Ran> => {
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
      stdin.end();
      if (onOutput) stdout.on('data', (chunk) => onOutput(String(chunk)));
      let problem: unknown;
      const code = await run({
        argv: args,
        environment: readEnvironment({ XDG_CONFIG_HOME: folder, ...env }),
        folder,
        stdin: stdin as never,
        stdout: stdout as never,
        stderr: stderr as never,
        interrupted: new AbortController().signal,
        onDocument: (document) => {
          try {
            checkCommandDocument(args, document);
          } catch (error) {
            problem = error;
          }
        },
      });
      if (problem !== undefined) throw problem;
      stdout.end();
      stderr.end();
      const printed = await readText(stdout);
      checkCommandOutput(args, printed);
      return { code, stdout: printed, stderr: await readText(stderr) };
    },
  };
}
