import { spawn } from 'node:child_process';
import { chmod, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { commandLine, mainFile } from '../world/command-line.ts';
import { variablesOf } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

vi.setConfig({ testTimeout: 180_000 });

let world: World;
let machine: ReturnType<typeof commandLine>;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  machine = commandLine(world);
});
afterAll(async () => {
  await machine.close();
  await world.close();
});

/** What is set on the machine: what the file takes, and what the exported one takes for the same. */
const values = {
  ...{ SHOP_API_KEY: 'not-in-the-file', API_KEY: 'not-in-the-file' },
  ERRORS_DSN: 'https://errors.example/1',
};

test('every command of docs/desired-state.md does what the page says, in its order', async () => {
  const page = await readFile(
    new URL('../../../../docs/desired-state.md', import.meta.url),
    'utf8',
  );
  // the catalogue of this world calls it otherwise
  const text = page.replaceAll('lagoon/', 'scripted/');
  const [file = ''] = blocksOf(text, 'yaml');
  await machine.write('kontor.yaml', file);
  await machine.write('kontor', `#!/bin/sh\nexec '${process.execPath}' '${mainFile}' "$@"\n`);
  await chmod(`${machine.folder}/kontor`, 0o755);
  const commands = blocksOf(text, 'sh').flatMap((block) => block.trim().split('\n'));
  const ran: Record<string, Awaited<ReturnType<typeof sh>>> = {};
  let plan = '';

  for (const command of commands.filter((each) => each.startsWith('kontor '))) {
    const done = await sh(command.replace('spl_…', plan));
    expect([0, 9], `${command}: ${done.stderr}`).toContain(done.code);
    [, plan = plan] = `${done.stdout}${done.stderr}`.match(/(spl_\w{24})/) ?? [];
    ran[command] = done;
  }

  expect(ran['kontor plan']?.stdout).toContain('Cost: ');
  expect(ran['kontor apply spl_… --accept-all']?.stdout).toContain('  provision orders\n');
  expect(ran['kontor plan --detailed-exit-code']).toMatchObject({ code: 0 });
  expect(ran['kontor plan --prune']?.stderr).toContain('has everything');
  expect(ran['kontor export shop']?.stdout).toContain('product: scripted/db');
  expect(ran['kontor export shop']?.stdout).toContain('pattern: release/');
  for (const value of Object.values(values)) {
    expect(ran['kontor export shop']?.stdout).not.toContain(value);
  }
  const { ERRORS_DSN } = values;
  expect(await variablesOf(world, 'docs', 'production')).toEqual({ ERRORS_DSN });
  expect(Object.keys(await variablesOf(world, 'shop', 'staging'))).toEqual([
    'DB_DATABASE_URL',
    'LOG_LEVEL',
  ]);
  expect(ran['kontor plan --file exported.yaml']?.stderr).toContain(
    'shop has everything that exported.yaml says.',
  );
});

test('the workflow of the page plans and applies', async () => {
  const page = await readFile(
    new URL('../../../../docs/desired-state.md', import.meta.url),
    'utf8',
  );
  const workflow = blocksOf(page, 'yaml').at(-1) ?? '';
  const scripts = [...workflow.matchAll(/- run: (?:\|\n((?: {10}.*\n)+)|(.*)\n)/g)]
    .map(([, many, one]) => many ?? one ?? '')
    .filter((script) => script.trim().startsWith('kontor'));

  expect(scripts).toHaveLength(2);
  for (const script of scripts) {
    const done = await sh(`set -e\n${script}`);
    expect(done, script).toMatchObject({ code: 0 });
  }
});

function blocksOf(page: string, language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(
    ([, block = '']) => block,
  );
}

/** Runs a script on the machine, with the command line in its path. */
function sh(script: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { folder, environment } = machine;
  const path = [folder, dirname(process.execPath), process.env.PATH ?? ''].join(':');
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', script], {
      cwd: folder,
      env: { ...environment, ...values, PATH: path },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end();
  });
}
