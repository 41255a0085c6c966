import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const BUILDER = `
  import { mkdirSync, writeFileSync } from 'node:fs';
  mkdirSync(process.argv[2], { recursive: true });
  for (const name of ['host', 'provider']) writeFileSync(process.argv[2] + '/' + name + '.js', '');`;

it('programs are built once for each state of the sources, and the newest three are kept', async () => {
  const checkout = await makeCheckout(BUILDER);

  expect(checkout.built()).toEqual([false, true]);
  expect(checkout.built()).toEqual([true, true]);
  await checkout.write('apps/server/src/main.test.ts', 'a test counts like any file');
  expect(checkout.built()).toEqual([false, true]);
  for (const change of ['1', '22', '333']) {
    await checkout.write('packages/core/src/index.ts', change);
    checkout.built();
  }
  expect(await readdir(join(checkout.root, 'node_modules/.cache/kontor-programs'))).toHaveLength(3);
});

it('where they cannot be built there are none, and the sources run as they are', async () => {
  const checkout = await makeCheckout('process.exit(1)');

  expect(checkout.built()).toEqual([false, false]);
});

/** A checkout with little in it, whose programs are built by `builder`. */
async function makeCheckout(builder: string) {
  const root = await mkdtemp(join(tmpdir(), 'kontor-checkout-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const write = async (name: string, text: string) => {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  };
  for (const name of ['apps/server/src/main.ts', 'packages/core/src/index.ts'])
    await write(name, '');
  await write('providers/postgres/src/main.ts', '');
  await write('package-lock.json', '{}');
  await write('package.json', '{"type":"module"}');
  await write('scripts/build-programs.ts', builder);
  await mkdir(join(root, 'node_modules/.bin'), { recursive: true });
  await symlink(process.execPath, join(root, 'node_modules/.bin/node'));
  for (const name of ['built-programs.mjs', 'setup.mjs']) {
    await cp(fileURLToPath(new URL(name, import.meta.url)), join(root, 'scripts', name));
  }
  const asked = `import { builtPrograms, ensurePrograms } from './scripts/built-programs.mjs';
    const isThere = () => builtPrograms() !== undefined;
    const before = isThere();
    ensurePrograms();
    console.log(JSON.stringify([before, isThere()]));`;
  return {
    root,
    write,
    /** Whether they are there before they are made sure of, and after it. */
    built: () => {
      const words = ['--input-type=module', '--eval', asked];
      return JSON.parse(spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' }).stdout);
    },
  };
}
