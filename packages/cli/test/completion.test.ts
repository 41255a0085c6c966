import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { machine } from './stand-in/kontor.ts';

let script = '';
beforeAll(async () => {
  const { kontor } = machine();
  const { code, stdout } = await kontor(['completion', 'bash']);
  expect(code).toBe(0);
  script = stdout;
});

/** What bash offers when this was typed and the last word is not finished. */
async function offered(line: string): Promise<string[]> {
  const words = line.split(' ');
  const typed = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`;
  const ask = `_kontor kontor '${words.at(-1)}'; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', `${script}\n${typed}\n${ask}`]);
  return stdout.trim().split('\n');
}

test('bash completes nouns, verbs, verbs of what a noun has, and options', async () => {
  expect(await offered('kontor cat')).toEqual(['catalog']);
  expect(await offered('kontor resource cr')).toEqual(['create']);
  expect(await offered('kontor env shared li')).toEqual(['list', 'link']);
  expect(await offered('kontor env pull --envi')).toEqual(['--environment']);
  expect(await offered('kontor resource create lagoon/postgres --na')).toEqual(['--name']);
  expect(await offered('kontor --js')).toEqual(['--json']);
});

test('what was typed that is no command is passed over, and of nonsense nothing is offered', async () => {
  expect(await offered('kontor --team acme resource cr')).toEqual(['create']);
  expect(await offered('kontor resource nonsens')).toEqual(['']);
});

test('a shell that is not known is refused', async () => {
  const { kontor } = machine();

  const refused = await kontor(['completion', 'tcsh']);

  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('only bash');
});
