import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellCommand } from './shell-quote.ts';

test('plain words stay plain', () => {
  expect(shellCommand('kontor', 'connect', 'db-2', 'web', '--env', 'a,b')).toBe(
    'kontor connect db-2 web --env a,b',
  );
});

test('a shell reads back the words, whatever is in them', () => {
  const words = fc.array(
    fc.string({ minLength: 1 }).filter((word) => !word.includes('\0')),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  fc.assert(
    fc.property(words, (given) => {
      const script = `${shellCommand('printf', '%s\\0')} ${shellCommand(...given)}`;
      const read = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
      expect(read).toBe(`${given.join('\0')}\0`);
    }),
    { numRuns: 50 },
  );
});
