import { execFileSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { machine } from './stand-in/kontor.ts';
import { marketplace } from './stand-in/marketplace.ts';

const values = {
  DATABASE_URL: 'postgres://ada:p%40ss@db.example/app?sslmode=require',
  CERTIFICATE: '-----BEGIN-----\nabc+/=\n-----END-----\n',
  QUOTES: `it's "five" $5 # C:\\new`,
  EMPTY: '',
};

/** What a program sees that node starts with the file. */
function readByNode(file: string, names: readonly string[]): Record<string, string> {
  const script = `console.log(JSON.stringify(Object.fromEntries(${JSON.stringify(names)}.map((name) => [name, process.env[name]]))))`;
  const output = execFileSync(process.execPath, [`--env-file=${file}`, '-e', script], { env: {} });
  return JSON.parse(output.toString());
}

test('an environment is pulled into a file that node reads back exactly', async () => {
  const { signedIn: env } = await marketplace({ values });
  const { kontor, folder } = machine();

  const pulled = await kontor(['env', 'pull', 'web'], { env });

  const file = join(folder, '.env.local');
  expect(pulled).toMatchObject({
    code: 0,
    stdout: 'Wrote 4 variables of web, development, version 3, to .env.local.\n',
    stderr: '',
  });
  expect(readByNode(file, Object.keys(values))).toEqual(values);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).not.toContainEqual(expect.stringContaining('.tmp'));
});

test('what a branch reads is pulled and listed, and the file says so', async () => {
  const { signedIn: env } = await marketplace({ values });
  const { kontor, folder } = machine();
  const branch = ['--environment', 'preview', '--git-branch', 'feature/login'];

  const pulled = await kontor(['env', 'pull', 'web', ...branch], { env });
  const listed = await kontor(['env', 'ls', 'web', ...branch], { env });

  expect(pulled.stdout).toContain('of web, preview of feature/login, version 3');
  expect(await readFile(join(folder, '.env.local'), 'utf8')).toContain('preview of feature/login');
  expect(listed).toMatchObject({
    stdout: 'There are no variables in preview of feature/login of web.\n',
    stderr: '--environment <name> shows another environment.\n',
  });
});

test('pulling again is quiet about a file that is up to date, and replaces one that is not', async () => {
  const host = await marketplace({ values });
  const later = await marketplace({ values: { ...values, EMPTY: 'not any more' } });
  const { kontor, folder } = machine();
  const pull = (env: Record<string, string>) => kontor(['env', 'pull', 'web', '--json'], { env });

  const first = await pull(host.signedIn);
  const second = await pull(host.signedIn);
  const third = await pull(later.signedIn);

  const isChanged = [first, second, third].map(({ stdout }) => JSON.parse(stdout).isChanged);
  expect(isChanged).toEqual([true, false, true]);
  expect(readByNode(join(folder, '.env.local'), ['EMPTY'])).toEqual({ EMPTY: 'not any more' });
});

test("somebody else's file is replaced only with --yes", async () => {
  const { signedIn: env } = await marketplace({ values });
  const { kontor, folder } = machine();
  const file = join(folder, '.env');
  await writeFile(file, 'MINE=1\n');
  await chmod(file, 0o644);

  const refused = await kontor(['env', 'pull', 'web', '.env'], { env });
  const asItWas = await readFile(file, 'utf8');
  const replaced = await kontor(['env', 'pull', 'web', '.env', '--yes'], { env });

  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('--yes');
  expect(asItWas).toBe('MINE=1\n');
  expect(replaced).toMatchObject({ code: 0 });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a pulled file with lines added by hand is not lost', async () => {
  const { signedIn: env } = await marketplace({ values });
  const { kontor, folder } = machine();
  const file = join(folder, '.env.local');
  await kontor(['env', 'pull', 'web'], { env });
  const edited = `${await readFile(file, 'utf8')}MINE=1\n`;
  await writeFile(file, edited);

  const refused = await kontor(['env', 'pull', 'web'], { env });

  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stderr).toContain('changed by hand');
  expect(await readFile(file, 'utf8')).toBe(edited);
});

test('a value that no dotenv file can carry stops the pull, unless it is left out', async () => {
  const { signedIn: env } = await marketplace({ values: { KEY: 'a\r\nb', OTHER: '1' } });
  const { kontor, folder } = machine();

  const refused = await kontor(['env', 'pull', 'web'], { env });
  const partly = await kontor(['env', 'pull', 'web', '--without', 'KEY'], { env });

  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('--without KEY');
  expect(refused.stderr).not.toContain('a\r\nb');
  expect(partly).toMatchObject({ code: 0 });
  expect(readByNode(join(folder, '.env.local'), ['OTHER'])).toEqual({ OTHER: '1' });
});

test('the project may be an option, and then the argument is the file', async () => {
  const host = await marketplace({ values });
  const { kontor, folder } = machine();
  const env = host.signedIn;
  await mkdir(join(folder, 'app'));

  const pulled = await kontor(
    ['env', 'pull', 'app/.env', '--project', 'web', '--environment', 'production'],
    { env },
  );
  const twice = await kontor(['env', 'pull', 'web', '.env', '--project', 'api'], { env });

  expect(pulled).toMatchObject({ code: 0 });
  expect(host.requestsTo('readEnvironment')[0]?.url).toContain('/web/environments/production/');
  expect(await readFile(join(folder, 'app/.env'), 'utf8')).toContain('environment production');
  expect(twice).toMatchObject({ code: 2 });
});

test('a link is followed, and stays a link', async () => {
  const { signedIn: env } = await marketplace({ values });
  const { kontor, folder } = machine();
  await kontor(['env', 'pull', 'web', 'real.env'], { env });
  await symlink('real.env', join(folder, '.env.local'));

  const pulled = await kontor(['env', 'pull', 'api'], { env });

  expect(pulled).toMatchObject({ code: 0 });
  expect(await readlink(join(folder, '.env.local'))).toBe('real.env');
  expect(await readFile(join(folder, 'real.env'), 'utf8')).toContain('Project api');
});

test('a file that cannot be written is named, and no value is shown', async () => {
  const { signedIn: env } = await marketplace({ values });
  const { kontor } = machine();

  const refused = await kontor(['env', 'pull', 'web', 'missing/.env', '--json'], { env });

  expect(refused).toMatchObject({ code: 1, stderr: '' });
  expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'file_not_writable' } });
  expect(refused.stdout).not.toContain('postgres://');
});

test('variables are listed with where they come from, without values', async () => {
  const host = await marketplace({ values });
  const { kontor } = machine();
  const env = host.signedIn;
  await kontor(
    ['resource', 'create', 'lagoon/cache', '--name', 'db', '--connect', 'web', '--accept-all'],
    { env },
  );

  const listed = await kontor(['env', 'ls', 'web', '--environment', 'production'], { env });

  expect(listed).toMatchObject({ code: 0 });
  expect(listed.stdout.split('\n')).toEqual([
    'VARIABLE      FROM                        PUBLIC',
    'PORT          a variable written by hand',
    'DATABASE_URL  DATABASE_URL of db',
    'PGHOST        PGHOST of db',
    '',
  ]);
});
