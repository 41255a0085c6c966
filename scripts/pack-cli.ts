import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';

const root = new URL('..', import.meta.url).pathname;

type Manifest = {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
};

/**
 * Writes the kontor command as a tarball that npm installs, and prints its path. The packages of this
 * repository are inside it, in JavaScript, because Node runs no TypeScript that was installed; those of
 * others stay dependencies.
 *
 * Usage: `node scripts/pack-cli.ts [folder]`
 */
async function pack(into: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kontor-pack-'));
  try {
    const cli = await manifestOf('cli');
    const dependencies = await foreignDependencies(cli);
    await bundle(join(folder, 'dist'), Object.keys(dependencies));
    const { name, version, description, license, type, engines } = cli;
    const manifest = {
      ...{ name, version, description, license, type, engines },
      bin: { kontor: 'dist/kontor.js' },
      files: ['dist'],
      dependencies,
    };
    await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await copyFile(join(root, 'docs/cli.md'), join(folder, 'README.md'));
    await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE'));
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

/** npm answers a list or, in newer releases, an object by name. */
function fileOf(stdout: string): string {
  const [packed] = Object.values(JSON.parse(stdout) as Record<string, { filename: string }>);
  if (packed === undefined) throw new Error(`npm pack said: ${stdout}`);
  return packed.filename;
}

const [into = '.'] = process.argv.slice(2);
process.stdout.write(`${await pack(resolve(into))}\n`);
