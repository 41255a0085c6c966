import { expect, test } from 'vitest';
import { renderEnvFile, whoseFile } from './env-file.ts';

const origin = { project: 'web', environment: 'production', version: 7 };

function rendered(variables: Record<string, string>): string {
  const written = renderEnvFile(origin, variables);
  if (!written.ok) throw new Error(`not writable: ${written.names}`);
  return written.text;
}

test('a file says where it came from and holds its variables by name', () => {
  const [mark, seal, ...body] = rendered({ B: 'two words', A: '1' }).split('\n');

  expect(mark).toContain('kontor env pull');
  expect(seal).toMatch(/^# seal [0-9a-f]{16}$/);
  expect(body).toEqual([
    '# Project web, environment production, version 7.',
    'A=1',
    "B='two words'",
    '',
  ]);
});

test('names whose values no dotenv file can carry are told, all of them', () => {
  expect(renderEnvFile(origin, { A: 'a\rb', B: '1', C: '\0' })).toEqual({
    ok: false,
    names: ['A', 'C'],
  });
});

test('a file is ours until somebody changes a letter of it', () => {
  const text = rendered({ A: '1' });

  expect(whoseFile(text)).toBe('ours');
  expect(whoseFile(text.replace('A=1', 'A=2'))).toBe('changed');
  expect(whoseFile(`${text}MINE=1\n`)).toBe('changed');
  expect(whoseFile(text.replace(/# seal .*/, ''))).toBe('foreign');
  expect(whoseFile('A=1\n')).toBe('foreign');
  expect(whoseFile('')).toBe('foreign');
});
