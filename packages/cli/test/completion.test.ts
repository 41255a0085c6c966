import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { token } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';

type Env = Readonly<Record<string, string>>;
const { kontor } = inProcess();
const patient = { KONTOR_COMPLETION_SECONDS: '60' };

/** What is offered when this was typed and the last word is not finished. */
async function offered(line: string, env: Env = {}, on = kontor): Promise<string[]> {
  const { code, stdout, stderr } = await on(['complete', '--line', `kontor ${line}`], {
    env: { ...patient, ...env },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((each) => each.split('\t')[0] ?? '');
}

test.each([
  ['cat', ['catalog']],
  ['resource cr', ['create']],
  ['resources cr', ['create']],
  ['env shared li', ['list', 'link']],
  ['env pull --envi', ['--environment']],
  ['resource create lagoon/postgres --na', ['--name']],
  ['resource create lagoon/postgres --name resource --met', ['--metadata']],
  ['--js', ['--json']],
  ['--team acme resource cr', ['create']],
  ['--team=acme resource cr', ['create']],
  ['resource nonsens', []],
  ['completion ', ['bash', 'zsh', 'fish']],
  ['env add web A --type=se', ['--type=sensitive']],
  ['env pull web -', expect.arrayContaining(['--git-branch', '--help', '--host'])],
])('after `kontor %s` comes what the command takes', async (line, expected) => {
  expect(await offered(line)).toEqual(expected);
});

test.each(['plan --file ', 'env pull web ', 'run -- no', 'run node scr'])(
  'after `kontor %s` come files, which the shell finds',
  async (line) => {
    expect(await offered(line)).toEqual([':files']);
  },
);

test('each word is told with what it is for, and so is each option', async () => {
  const words = await kontor(['complete', '--', 'catalog', 'sh']);
  const options = await kontor(['complete', '--', 'env', 'pull', '--git']);

  expect(words.stdout).toBe('show\tShow one integration with its products and terms.\n');
  expect(options.stdout).toMatch(/^--git-branch\t\S+/);
});

test('what is named is asked of the host, as whoever types', async () => {
  const { signedIn } = await marketplace({ teams: ['acme', 'beside'] });
  const env = { ...signedIn, KONTOR_TEAM: 'acme' };

  expect(await offered('projects delete ', env)).toEqual(['web', 'api']);
  expect(await offered('run --project w', env)).toEqual(['web']);
  expect(await offered('env shared add A --projects web,', env)).toEqual(['web,web', 'web,api']);
  expect(await offered('teams use be', env)).toEqual(['beside']);
  expect(await offered('catalog --team=', env)).toEqual(['--team=acme', '--team=beside']);
  expect(await offered('install la', env)).toEqual(['lagoon']);
  expect(await offered('resource create lagoon/p', env)).toEqual(['lagoon/postgres']);
  expect(await offered('env ls web --environment st', env)).toEqual(['staging']);
  expect(await offered('env ls --environment ', env)).toEqual(usual);
  const made = ['resource', 'create', 'lagoon/postgres', '--name', 'orders', '--accept-all'];
  const region = ['--metadata', 'region=fra1', '--plan', 'starter'];
  expect(await kontor([...made, ...region], { env })).toMatchObject({ code: 0 });
  expect(await offered('resource show ', env)).toEqual(['orders']);
  expect(await offered('uninstall ', env)).toEqual(['lagoon']);
});

const usual = ['production', 'preview', 'development'];

test('hosts that were signed in to are offered, whether they answer or not', async () => {
  const { address } = await marketplace();
  const { kontor: on } = inProcess();
  await on(['login', '--host', address, '--token', token]);

  expect(await offered('hosts use ', {}, on)).toEqual([address]);
  expect(await offered(`catalog --host ${address.slice(0, 9)}`, {}, on)).toEqual([address]);
});

test('a host that is away, silent, or knows nobody is no trouble: nothing is offered or said', async () => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address() as { port: number };
  const { signedIn } = await marketplace();
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const { port } = gone.address() as { port: number };
  await new Promise((resolve) => gone.close(resolve));

  const away = { ...signedIn, KONTOR_HOST_URL: `http://127.0.0.1:${port}` };
  const mute = {
    ...signedIn,
    KONTOR_COMPLETION_SECONDS: '0.2',
    KONTOR_HOST_URL: `http://127.0.0.1:${address.port}`,
  };
  const unknown = { ...signedIn, KONTOR_TOKEN: 'kpt_revoked' };
  for (const env of [away, mute, unknown]) {
    expect(await offered('projects delete ', { ...env, KONTOR_TEAM: 'acme' })).toEqual([]);
    expect(await offered('env ls web --environment ', env)).toEqual(usual);
  }
  silent.close();
});

test('where several teams could be meant, nobody is asked which', async () => {
  const { signedIn } = await marketplace({ teams: ['acme', 'beside'] });

  expect(await offered('projects delete ', signedIn)).toEqual([]);
});

test('a shell that is not known is refused', async () => {
  const refused = await kontor(['completion', 'tcsh']);

  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('only bash, zsh or fish');
});
