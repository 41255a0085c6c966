import { expect, test } from 'vitest';
import { commands, nouns } from '../src/commands/index.ts';
import { machine } from './stand-in/kontor.ts';
import { marketplace } from './stand-in/marketplace.ts';

const { kontor } = machine();

test('without arguments, help is printed', async () => {
  const { code, stdout, stderr } = await kontor([]);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const noun of Object.keys(nouns)) expect(stdout).toMatch(new RegExp(`^  ${noun} `, 'm'));
  expect(stdout).toContain('Example:');
});

test('a command shows its arguments, options and an example', async () => {
  const { code, stdout } = await kontor(['env', 'pull', '--help']);

  expect(code).toBe(0);
  expect(stdout).toContain('Usage: kontor env pull [options] [project] [file]');
  expect(stdout).toContain('(default: development)');
  expect(stdout).toContain('Examples:\n  kontor env pull web\n');
  expect(await kontor(['help', 'env', 'pull'])).toEqual({ code: 0, stdout, stderr: '' });
});

test('--version and --help are one document each with --json', async () => {
  const version = await kontor(['--version', '--json']);
  const help = await kontor(['resource', 'create', '--help', '--json']);

  expect(JSON.parse(version.stdout)).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  expect(JSON.parse(help.stdout).help).toContain('Usage: kontor resource create');
});

test.each([
  [['resorce'], 'Did you mean resource?'],
  [['resource', 'crate'], 'Did you mean create?'],
  [['resource'], 'kontor resource create'],
  [['env', 'pull', 'web', '--enviroment', 'x'], 'Did you mean --environment?'],
  [['admin', 'suspend', 'x', '--reason', 'y'], "'reason' is an argument: kontor admin suspend "],
  [['whoami', '--zzz'], "unknown option '--zzz'. It is written: kontor whoami [options]"],
  [['install'], "missing required argument 'integration'"],
  [['whoami', 'now'], 'too many arguments'],
  [['catalog', '--timeout', 'soon'], '--timeout takes seconds'],
  [['catalog', '--timeout', '0'], '--timeout takes seconds'],
  [['catalog', '--host', 'ftp://x'], 'is no address of a host'],
  [['catalog', '--host', 'https://ada:pw@x'], 'is no address of a host'],
  [['plans', 'lagoon/'], '<integration>/<product>'],
  [['projects', 'create', 'Web Shop'], '<name>: lower-case letters'],
  [['operations', 'list', '--status', 'done'], '--status'],
  [['events', 'list', '--limit', '9999'], '--limit'],
  [['env', 'ls', 'web', '--project', 'api'], 'Two projects are named: web and --project api.'],
])('%j is wrong usage', async (args, told) => {
  const human = await kontor(args);
  const json = await kontor([...args, '--json']);

  expect(human).toMatchObject({ code: 2, stdout: '' });
  expect(human.stderr).toContain(told);
  expect(json).toMatchObject({ code: 2, stderr: '' });
  expect(JSON.parse(json.stdout).error).toMatchObject({ exitCode: 2 });
});

test('an option of its own that is misspelt is no option of the program', async () => {
  const { stderr } = await kontor(['run', '--projct', 'web', 'sh', '-c', 'exit 7']);

  expect(stderr).toContain('Did you mean --project?');
});

test('nothing that is not JSON reaches the standard output of any command with --json', async () => {
  const { signedIn: env } = await marketplace();
  const run = (...args: string[]) => kontor([...args, '--json'], { env });
  const made = await run('resource', 'create', 'lagoon/cache', '--name', 'db', '--accept-all');
  const { resource, operation } = JSON.parse(made.stdout);

  const ran = await Promise.all(
    [
      ['whoami'],
      ['catalog'],
      ['catalog', 'show', 'lagoon'],
      ['plans', 'lagoon/cache'],
      ['installations'],
      ['resource', 'list'],
      ['resource', 'show', resource.name],
      ['connections', resource.id],
      ['env', 'ls', 'web'],
      ['open', 'lagoon'],
      ['projects', 'list'],
      ['teams', 'list'],
      ['tokens', 'list'],
      ['operations', 'list'],
      ['operations', 'show', operation.id, '--wait'],
      ['events', 'list'],
    ].map((args) => run(...args)),
  );

  for (const { code, stdout, stderr } of ran) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toBeTypeOf('object');
  }
});

test('every command can be loaded, describes all it takes, and begins its examples with kontor', async () => {
  const { describeArguments, describeOptions } = await import('../src/program/describe-inputs.ts');
  for (const { words, load, summary } of commands) {
    const command = await load();
    const described = [...describeArguments(command.args), ...describeOptions(command.options)];
    for (const { key, description } of described) {
      expect(description, `${words.join(' ')}: ${key}`).not.toBe('');
    }
    expect(summary).toMatch(/^[A-Z].*\.$/);
    expect(command.examples[0]).toMatch(new RegExp(`^kontor ${words.join(' ')}`));
  }
});

test('help loads no schemas, and only a question loads what asks it', async () => {
  const { signedIn } = await marketplace();
  const hook = new URL('./stand-in/print-loaded.ts', import.meta.url).href;
  const env = { ...signedIn, NODE_OPTIONS: `--import ${hook}` };

  const help = await kontor(['resource', '--help'], { env });
  const listed = await kontor(['catalog'], { env });

  expect(help.stderr).toContain('/commander/');
  expect(help.stderr).not.toContain('/zod/');
  expect(listed.stderr).toContain('/zod/');
  expect(listed.stderr).not.toContain('/@clack/');
  expect(listed.stderr).not.toContain('/commands/resource/');
});

test('a noun without a verb is answered with every verb once, and with its help', async () => {
  const { code, stdout } = await kontor(['env', '--json']);
  const { error } = JSON.parse(stdout);

  const verbs = error.message.match(/kontor env \w+/g);
  expect([code, error.code, error.next]).toEqual([2, 'wrong_usage', ['kontor env --help']]);
  expect(verbs).toContain('kontor env shared');
  expect(new Set(verbs).size).toBe(verbs.length);
});
