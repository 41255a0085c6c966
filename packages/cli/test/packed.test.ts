import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { unpackCli } from '../../../scripts/unpack-cli.ts';
import { marketplace } from './stand-in/marketplace.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));

let folder = '';
let installed = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kontor-packed-'));
  installed = await unpackCli(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const manifest = async () => JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));

test('the tarball needs nothing of this repository, and says what it needs of others', async () => {
  const { name, bin, dependencies, engines } = await manifest();

  expect({ name, bin }).toEqual({ name: '@kontor/cli', bin: { kontor: 'dist/kontor.js' } });
  expect(engines).toEqual({ node: '>=22.18' });
  expect(Object.keys(dependencies)).toContain('yaml');
  expect(Object.keys(dependencies).filter((each) => each.startsWith('@kontor/'))).toEqual([]);
});

test('what every start needs of others is inside the tarball, with its license', async () => {
  const { dependencies } = await manifest();

  const inside = ['commander', 'zod'];
  for (const name of inside) {
    expect(Object.keys(dependencies)).not.toContain(name);
    expect(await readFile(join(installed, `licenses/${name}.txt`), 'utf8')).toMatch(/MIT/);
  }
});

test('the command runs from where it was installed', async () => {
  const { signedIn } = await marketplace();
  const env = { PATH: process.env.PATH, HOME: folder, ...signedIn };
  const kontor = (...args: string[]) =>
    run(process.execPath, [join(installed, 'dist/kontor.js'), ...args], { env, cwd: folder });

  const version = await kontor('--version');
  const catalog = await kontor('catalog', '--json');

  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(JSON.parse(catalog.stdout).integrations).toMatchObject([
    { slug: 'lagoon' },
    { slug: 'tides' },
  ]);
});

test('the tools that it gives to an agent are described as they are in the repository', async () => {
  const toolsOf = async (main: string) => {
    const client = new Client({ name: 'an agent', version: '1.0.0' });
    const env = { PATH: process.env.PATH ?? '', HOME: folder, KONTOR_TOKEN: 'knt_none' };
    const args = [main, 'mcp'];
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args, env, cwd: folder }),
    );
    onTestFinished(() => client.close());
    return (await client.listTools()).tools;
  };

  const tools = await toolsOf(join(installed, 'dist/kontor.js'));

  // its schemas are of another copy of zod than the SDK reads them with
  expect(tools).toEqual(await toolsOf(join(root, 'packages/cli/bin/kontor.js')));
  expect(tools.length).toBeGreaterThan(5);
});
