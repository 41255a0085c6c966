import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { machine } from './stand-in/kontor.ts';
import { marketplace } from './stand-in/marketplace.ts';

const values = { DATABASE_URL: 'postgres://ada:s3cret@db.example/app', EMPTY: '' };
const node = (script: string) => ['--', process.execPath, '-e', script];

test('a program has the variables of the environment, and nothing is written', async () => {
  const { signedIn } = await marketplace({ values });
  const { kontor, folder } = machine();
  const before = await readdir(folder, { recursive: true });

  const ran = await kontor(
    [
      'run',
      '--project',
      'web',
      ...node('console.log([process.env.DATABASE_URL, process.env.EMPTY, process.env.OWN])'),
    ],
    { env: { ...signedIn, DATABASE_URL: 'of the shell', OWN: 'kept' } },
  );

  expect(ran).toMatchObject({
    code: 0,
    stdout: `[ '${values.DATABASE_URL}', '', 'kept' ]\n`,
    stderr: '2 variables of web, development, version 3.\n',
  });
  expect(await readdir(folder, { recursive: true })).toEqual(before);
});

test('its standard input and its exit code are those of the program', async () => {
  const { signedIn: env } = await marketplace({ values });
  const { kontor } = machine();
  const copy = 'process.stdin.on("end", () => process.exit(7)).pipe(process.stdout)';

  const ran = await kontor(['run', '--project', 'web', ...node(copy)], { env, input: 'typed' });

  expect(ran).toMatchObject({ code: 7, stdout: 'typed' });
});

test('with --json one document stands on the standard output', async () => {
  const { signedIn: env } = await marketplace({ values });
  const { kontor } = machine();

  const ran = await kontor(
    [
      'run',
      '--json',
      '--project',
      'web',
      '--environment',
      'production',
      ...node('console.log("hello")'),
    ],
    { env },
  );

  expect(JSON.parse(ran.stdout)).toEqual({
    project: 'web',
    environment: 'production',
    version: 3,
    exitCode: 0,
  });
  expect(ran.stderr).toContain('hello');
});

const printing = [process.execPath, '-e', 'console.log(process.argv.slice(1).join())', 'x'];
const itsOptions = ['--json', '--help', '--project', 'nope', '--', '--yes'];

test('without --, options behind the program are its own', async () => {
  const { signedIn: env } = await marketplace({ values });

  const ran = await machine().kontor(['run', '--project', 'web', ...printing, ...itsOptions], {
    env,
  });

  expect(ran).toMatchObject({ code: 0, stdout: `x,${itsOptions.join()}\n` });
});

test('without --, options before the program are those of the command', async () => {
  const { signedIn: env } = await marketplace({ values });

  const ran = await machine().kontor(
    ['--json', 'run', '--project=web', ...printing, ...itsOptions],
    { env },
  );

  expect(JSON.parse(ran.stdout)).toMatchObject({ project: 'web', exitCode: 0 });
  expect(ran.stderr).toContain(`x,${itsOptions.join()}\n`);
});

test('a program that a signal ended has the exit code of a shell', async () => {
  const { signedIn: env } = await marketplace({ values });
  const { kontor } = machine();
  const killed = node('process.kill(process.pid, "SIGKILL")');
  expect((await kontor(['run', '--project', 'web', ...killed], { env })).code).toBe(137);
});

test.each([
  [
    'a program that is not there',
    ['--', 'no-such-program'],
    4,
    "There is no program 'no-such-program'",
  ],
  ['no program', [], 2, "missing required argument 'command'"],
])('%s is said', async (_, words, code, text) => {
  const { signedIn: env } = await marketplace({ values });
  const { kontor } = machine();
  const ran = await kontor(['run', '--project', 'web', ...words], { env });
  expect(ran.code).toBe(code);
  expect(ran.stderr).toContain(text);
});

test('nothing runs where the environment cannot be read', async () => {
  const { signedIn: env } = await marketplace({ values });
  const { kontor } = machine();
  const ran = await kontor(['run', '--project', 'nope', ...node('console.log("ran")')], { env });
  expect(ran.code).not.toBe(0);
  expect(ran.stdout).toBe('');
});
