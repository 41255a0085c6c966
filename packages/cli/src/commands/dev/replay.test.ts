import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../session.ts';
import { writeDevFile } from './dev-file.ts';
import { replay, wentAsWritten } from './replay.ts';

let dataDirectory = '';
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-replay-'));
  await writeDevFile(dataDirectory, {
    person: { name: 'Ada', email: 'ada@acme.localhost', password: 'x' },
    hostUrl: 'http://localhost:1',
    customer: { token: 'kpt_of_ada', team: 'acme' },
    others: { viewer: 'kpt_of_a_viewer' },
  });
});
afterAll(() => rm(dataDirectory, { recursive: true }));

/** Commands whose exit code is their second word, and what each was run with. */
function session() {
  const ran: unknown[] = [];
  const said: unknown[] = [];
  const it: Pick<Session, 'run' | 'note' | 'isJson'> & { readonly world: object } = {
    isJson: false,
    world: { environment: { inherited: {}, settingsPath: '/nowhere' } },
    note: (line) => said.push(line),
    run: async ({ argv, environment: { hostUrl, token, team } }) => {
      ran.push([argv.join(' '), hostUrl, token, team]);
      return Number(argv[1]);
    },
  };
  return { it: it as Session, ran, said };
}

test('a script is done as the customer and as others, at the local host', async () => {
  const { it, ran } = session();
  const script = [
    { words: ['ends', '0'], exitCode: 0 },
    { words: ['ends', '5'], as: 'viewer', exitCode: 5 },
  ] as const;

  const replayed = await replay(it, { script, dataDirectory });

  expect(wentAsWritten(replayed, script)).toBe(true);
  expect(ran).toEqual([
    ['ends 0', 'http://localhost:1', 'kpt_of_ada', 'acme'],
    ['ends 5', 'http://localhost:1', 'kpt_of_a_viewer', 'acme'],
  ]);
});

test('it stops where something ends otherwise than it is written', async () => {
  const { it, ran, said } = session();
  const script = ['0', '4', '0'].map((code) => ({ words: ['ends', code], exitCode: 0 }));

  const replayed = await replay(it, { script, dataDirectory });

  expect(wentAsWritten(replayed, script)).toBe(false);
  expect(replayed.map(({ exitCode }) => exitCode)).toEqual([0, 4]);
  expect(ran).toHaveLength(2);
  expect(said.at(-1)).toEqual({
    text: 'It ended with 4, and the script says 0.',
    look: 'error',
  });
});
