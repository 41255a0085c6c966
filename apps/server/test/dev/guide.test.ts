import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readShellLine } from '../world/shell-line.ts';
import { eventually } from '../world/story.ts';
import { devHere } from './dev-here.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../../', import.meta.url));
const program = join(root, 'packages/create-kontor-provider/bin/create-kontor-provider.js');

let dev: Awaited<ReturnType<typeof devHere>>;
let page = '';
beforeAll(async () => {
  dev = await devHere();
  page = await readFile(join(root, 'docs/provider-guide.md'), 'utf8');
});
afterAll(() => dev.close());

test('whoever follows the guide has a provider that is tested, judged and has served a customer', async () => {
  const { folder, url, start } = dev;
  const project = join(folder, 'queues');
  const here = { cwd: project };
  const [create, enter, install, tests, began, judge, replay] = linesOf('sh');
  const [, script = ''] = /^```script\n(.*?)^```/ms.exec(page) ?? [];

  expect([create, enter, install, tests]).toEqual([
    'npm create kontor-provider queues',
    'cd queues',
    'npm install',
    'npm test',
  ]);
  await run(process.execPath, [program, 'queues'], { cwd: folder });
  await provide(project);
  const { scripts } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  const tested = await run('sh', ['-c', scripts.test], here);
  expect(tested.stdout).toMatch(/fail 0/);

  const provider = startFor(String(began), project, new URL(url).port);
  await eventually(() => fetch(url).then(Boolean, () => false));
  const checked = await dev.line(
    String(judge)
      .replace('http://127.0.0.1:3000', url)
      .replace('provider.json', 'queues/provider.json'),
  );
  await provider.end();
  expect(checked.stdout).toMatch(/passed/);
  expect(checked).toMatchObject({ code: 0 });

  await dev.write('queues/customer.script', script);
  const { words } = readShellLine(String(replay));
  expect(words.slice(-3)).toEqual(['--', 'npm', 'start']);
  const options = words
    .slice(2, -3)
    .map((word) => word.replace(/^(provider|customer)/, 'queues/$1'));
  const { code, said } = await start(options.join(' '), ['node', 'queues/src/server.ts']).ended;
  expect(code, said).toBe(0);
});

/** The lines of a kind of block, in their order. */
function linesOf(kind: string): readonly string[] {
  const blocks = page.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\``, 'gms'));
  return [...blocks].flatMap(([, block = '']) => block.trim().split('\n'));
}

/** What npm would install, from what is there. */
async function provide(project: string): Promise<void> {
  const link = async (from: string, name: string) => {
    const to = join(project, 'node_modules', name);
    await mkdir(dirname(to), { recursive: true });
    await symlink(from, to);
  };
  for (const name of ['zod', 'jose']) await link(join(root, 'node_modules', name), name);
  for (const name of ['provider', 'protocol', 'signatures']) {
    await link(join(project, 'vendor', name), `@kontor/${name}`);
  }
}

/** Starts the provider with the variables of a line such as `A=b npm start &`. */
function startFor(line: string, cwd: string, PORT: string) {
  expect(line).toMatch(/ npm start &$/);
  const variables = Object.fromEntries(
    [...line.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
  const child: ChildProcess = spawn(process.execPath, ['src/server.ts'], {
    cwd,
    env: { PATH: process.env.PATH, ...variables, PORT },
    stdio: 'inherit',
  });
  const ended = once(child, 'exit');
  return {
    end: async () => {
      child.kill();
      await ended;
    },
  };
}
