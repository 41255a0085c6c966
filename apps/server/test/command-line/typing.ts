import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { missingShells } from '../../../../scripts/shells.mjs';

export type Shell = 'bash' | 'zsh' | 'fish';

const PROMPT = 'ready> ';
const LONGEST_MS = 60_000;

type Typing = {
  readonly folder: string;
  /** The program that is typed as `kontor`. */
  readonly program: string;
  /** What it prints for this shell to complete with. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
};

/**
 * Types lines into a shell that has a terminal, and answers what each made the shell run: the words
 * that the command was given. What completes is the real command; the rest tells its words only.
 */
export async function typedInto(
  shell: Shell,
  lines: readonly string[],
  { folder, program, script, env }: Typing,
): Promise<readonly (readonly string[])[]> {
  requireShells();
  const home = join(folder, shell);
  // where there is none, fish begins to write completions of the whole machine beside what it runs
  await mkdir(join(home, '.local/share/fish/generated_completions'), { recursive: true });
  await writeFile(join(home, 'kontor'), telling(program));
  await chmod(join(home, 'kontor'), 0o755);
  // the machine's own settings may have set another prompt
  await writeFile(
    join(home, 'script'),
    `${script}\n${shell === 'fish' ? '' : `PS1='${PROMPT}'`}\n`,
  );
  await writeFile(join(home, '.zshrc'), `source '${join(home, 'script')}'\n`);
  const terminal = spawn('script', ['-qfec', startOf(shell, home), '/dev/null'], {
    cwd: home,
    // its own command goes before whatever the machine has of that name
    env: { ...env, PATH: `${home}:/usr/bin:/bin`, HOME: home, ZDOTDIR: home, TERM: 'dumb' },
  });
  let shown = '';
  const arrived = new EventEmitter();
  for (const stream of [terminal.stdout, terminal.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      shown += text;
      arrived.emit('text');
    });
  }
  const seen = async (isSeen: () => boolean) => {
    const signal = AbortSignal.timeout(LONGEST_MS);
    while (!isSeen()) {
      await once(arrived, 'text', { signal }).catch(() => {
        throw new Error(`${shell} showed:\n${shown}`);
      });
    }
  };
  const ran: string[][] = [];
  try {
    for (const line of lines) {
      // what is typed before a shell asks for it may be thrown away
      await seen(() => shown.slice(shown.lastIndexOf('RAN') + 1).includes(PROMPT));
      terminal.stdin.write(`${line}\n`);
      await seen(() => wordsIn(shown).length > ran.length);
      ran.push(wordsIn(shown)[ran.length] ?? []);
    }
    return ran;
  } finally {
    terminal.kill();
  }
}

function wordsIn(shown: string): string[][] {
  return [...shown.matchAll(/RAN<(.*)>END/g)].map(([, words = '']) => words.split('><'));
}

function requireShells(): void {
  const missing = missingShells();
  if (missing.length === 0) return;
  throw new Error(`Completions are tested in real shells. Install: ${missing.join(', ')}.`);
}

function startOf(shell: Shell, home: string): string {
  switch (shell) {
    case 'bash':
      return `bash --noprofile --rcfile '${home}/script' -i`;
    case 'zsh':
      return 'zsh -d -i';
    case 'fish':
      return `fish --private -C "source '${home}/script'; function fish_prompt; echo -n '${PROMPT}'; end"`;
  }
}

/** A command that completes as the real one does, and else tells what it was given. */
function telling(program: string): string {
  return `#!/bin/sh
if [ "$1" = complete ]; then exec '${process.execPath}' '${program}' "$@"; fi
printf 'RAN'
printf '<%s>' "$@"
echo END
`;
}
