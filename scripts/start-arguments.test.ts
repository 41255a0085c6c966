import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** `npm start` with arguments; a port that is none ends it where it would start nevertheless. */
function startWith(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('start.mjs', import.meta.url)), ...args],
    { env: { ...process.env, KONTOR_PORT: 'none' }, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

test('asked for help, npm start tells what changes it, and starts nothing', () => {
  expect(startWith('--help')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/KONTOR_PORT .*\n.*KONTOR_PROVIDER_PORT .*\n.*KONTOR_DATA /),
  });
});

test('an argument of npm start is refused with the variable that is meant, instead of being passed over', () => {
  expect(startWith('--port', '5000')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/takes no arguments, and '--port' is one.*KONTOR_PORT/s),
  });
});
