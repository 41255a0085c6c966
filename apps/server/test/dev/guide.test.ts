import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bareEnvironment } from '@kontor/testing';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { commandHere } from '../world/command-here.ts';
import { readShellLine } from '../world/shell-line.ts';
import { eventually } from '../world/story.ts';
import { startWorld } from '../world/world.ts';
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

test('whoever publishes it as the guide says sells it in the catalogue of a host', async () => {
  const world = await startWorld({ rateLimits: null });
  onTestFinished(() => world.close());
  const here = commandHere({
    KONTOR_HOST_URL: world.url,
    KONTOR_TEAM: world.team,
    KONTOR_TOKEN: world.owner.token,
  });
  onTestFinished(here.close);
  const [create, product, check, publish] = page.match(/^kontor integrations .*$/gm) ?? [];
  expect([create, check]).toEqual([
    'kontor integrations create --file integration.json',
    'kontor integrations check queues',
  ]);
  const [integration = '', sold = ''] = blocksOf('json');
  // on this machine alone, so that its own address stands for one in the public internet
  await here.write('integration.json', integration.replaceAll('https://queues.example', dev.url));
  await here.write('product.json', sold);

  const made = await here.line(String(create));
  const put = await here.line(String(product));
  const shown = await here.line('kontor integrations show queues --json');
  const provider = startFor(
    `KONTOR_ISSUER=${world.url} KONTOR_HOST_URL=${world.url} KONTOR_CLIENT_ID=${JSON.parse(shown.stdout).integration.id} KONTOR_CLIENT_SECRET=${made.stdout.trim()} npm start &`,
    join(dev.folder, 'queues'),
    new URL(dev.url).port,
  );
  onTestFinished(provider.end);
  await eventually(() => fetch(dev.url).then(Boolean, () => false));
  const others = [await here.line(String(check)), await here.line(String(publish))];

  expect([made, put, ...others].map(({ code, stderr }) => (code === 0 ? '' : stderr))).toEqual([
    ...Array(4).fill(''),
  ]);
  await here.line('kontor install queues --accept-all');
  const bought = await here.line(
    'kontor resource create queues/queue --name mails --plan free --metadata size=small --json',
  );
  expect(JSON.parse(bought.stdout)).toMatchObject({
    resource: { name: 'mails', lifecycle: 'active' },
  });
});

/** The lines of a kind of block, in their order. */
function linesOf(kind: string): readonly string[] {
  return blocksOf(kind).flatMap((block) => block.trim().split('\n'));
}

function blocksOf(kind: string): readonly string[] {
  const blocks = page.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\``, 'gms'));
  return [...blocks].map(([, block = '']) => block);
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
    env: { ...bareEnvironment(), ...variables, PORT },
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
