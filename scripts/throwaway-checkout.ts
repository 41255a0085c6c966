import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const SCRIPTS = fileURLToPath(new URL('.', import.meta.url));

/** What a script printed, and its exit code. */
export type Outcome = { code: number | null; output: string; errors: string };

export type Checkout = {
  path(name: string): string;
  write(name: string, text: string): Promise<void>;
  /** Writes a program that a POSIX shell runs. */
  writeProgram(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
  run(command: string, ...args: string[]): Outcome;
};

/**
 * A small checkout with our scripts, whose dependencies lie in its own folder `parts`, so that the
 * real npm installs them without a registry.
 */
export async function makeCheckout(): Promise<Checkout> {
  const root = await mkdtemp(join(tmpdir(), 'kontor-checkout-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const checkout = checkoutAt(root);
  const scripts = [
    'setup.mjs',
    'dashboard.mjs',
    'chromium.mjs',
    'install-with.mjs',
    'python.mjs',
    'redis.mjs',
    'shells.mjs',
    'test.mjs',
  ];
  for (const name of scripts) {
    await cp(join(SCRIPTS, name), checkout.path(`scripts/${name}`));
  }
  await checkout.write('parts/node/package.json', manifest('node', { bin: 'bin/node' }));
  await checkout.writeProgram('parts/node/bin/node', `exec "${process.execPath}" "$@"`);
  await checkout.write('parts/tool/package.json', manifest('tool', {}));
  await checkout.write('packages/one/package.json', manifest('one', {}));
  await checkout.write(
    'package.json',
    manifest('checkout', {
      workspaces: ['packages/*'],
      scripts: { types: 'exit 0', lint: 'exit 0', unused: 'exit 0' },
      dependencies: { node: 'file:parts/node', tool: 'file:parts/tool' },
    }),
  );
  checkout.run('npm', 'install', '--package-lock-only');
  return checkout;
}

export function manifest(name: string, rest: object): string {
  return JSON.stringify({ name, version: '1.0.0', ...rest });
}

function checkoutAt(root: string): Checkout {
  const path = (name: string) => join(root, name);
  const write = async (name: string, text: string) => {
    await mkdir(dirname(path(name)), { recursive: true });
    await writeFile(path(name), text);
  };
  return {
    path,
    write,
    writeProgram: async (name, text) => {
      await write(name, `#!/bin/sh\n${text}\n`);
      await chmod(path(name), 0o755);
    },
    remove: (name) => rm(path(name), { recursive: true }),
    run: (command, ...args) => {
      const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
      return { code: status, output: stdout, errors: stderr };
    },
  };
}
