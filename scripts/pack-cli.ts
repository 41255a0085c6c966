import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';

const root = new URL('..', import.meta.url).pathname;

/**
 * Packages of others that are inside, too, because every start loads them: as files of their own, with
 * what nobody uses (messages in fifty languages), they take longer than all the rest.
 */
const INSIDE = ['commander', 'zod'];

type Manifest = {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
};

/**
 * Writes the kontor command as a tarball that npm installs, and prints its path. The packages of this
 * repository are inside it, in JavaScript, because Node runs no TypeScript that was installed; those of
 * others stay dependencies, but for a few.
 *
 * Usage: `node scripts/pack-cli.ts [folder]`
 */
async function pack(into: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kontor-pack-'));
  try {
    const cli = await manifestOf('cli');
    const dependencies = without(INSIDE, await foreignDependencies(cli));
    await bundle(join(folder, 'dist'), Object.keys(dependencies));
    const { name, version, description, license, type, engines } = cli;
    const manifest = {
      ...{ name, version, description, license, type, engines },
      bin: { kontor: 'dist/kontor.js' },
      files: ['dist', 'licenses'],
      dependencies,
    };
    await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await copyFile(join(root, 'docs/cli.md'), join(folder, 'README.md'));
    await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE'));
    for (const name of INSIDE) await copyLicense(name, join(folder, 'licenses'));
    await mkdir(into, { recursive: true });
    const words = ['pack', '--json', '--pack-destination', into];
    const { stdout } = await promisify(execFile)('npm', words, { cwd: folder });
    return join(into, fileOf(stdout));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function bundle(into: string, external: readonly string[]): Promise<void> {
  const build = await rolldown({
    input: join(root, 'packages/cli/bin/kontor.js'),
    platform: 'node',
    external: (id) => external.some((name) => id === name || id.startsWith(`${name}/`)),
  });
  await build.write({ dir: into, format: 'esm' });
  await build.close();
}

// biome-ignore lint/suspicious/noExplicitAny: what a manifest has beside its dependencies is copied as it is
async function manifestOf(folder: string): Promise<Manifest & Record<string, any>> {
  return JSON.parse(await readFile(join(root, 'packages', folder, 'package.json'), 'utf8'));
}

/** What the command and the packages inside it need of others. */
async function foreignDependencies({ dependencies = {} }: Manifest) {
  const found: Record<string, string> = {};
  for (const [name, version] of Object.entries(dependencies)) {
    const [, own] = /^@kontor\/(.+)$/.exec(name) ?? [];
    Object.assign(
      found,
      own === undefined ? { [name]: version } : await foreignDependencies(await manifestOf(own)),
    );
  }
  return found;
}

function without<Value>(names: readonly string[], given: Readonly<Record<string, Value>>) {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !names.includes(name)));
}

/** Whoever gets a package of others gets its license. */
async function copyLicense(name: string, into: string): Promise<void> {
  const found = findPackageJSON(name, join(root, 'packages/cli/package.json'));
  if (found === undefined) throw new Error(`${name} is not installed.`);
  await mkdir(into, { recursive: true });
  await copyFile(join(dirname(found), 'LICENSE'), join(into, `${name}.txt`));
}

/** npm answers a list or, in newer releases, an object by name. */
function fileOf(stdout: string): string {
  const [packed] = Object.values(JSON.parse(stdout) as Record<string, { filename: string }>);
  if (packed === undefined) throw new Error(`npm pack said: ${stdout}`);
  return packed.filename;
}

const [into = '.'] = process.argv.slice(2);
process.stdout.write(`${await pack(resolve(into))}\n`);
