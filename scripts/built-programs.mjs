/**
 * Host and reference provider as a few files, so that a start loads those instead of some three thousand
 * modules, which takes it most of its time. Plain JavaScript for Node 18.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, toolEnvironment } from './setup.mjs';

const cache = join(root, 'node_modules', '.cache', 'kontor-programs');
/** What the programs are made of, from the root; the lock file stands for the packages of others. */
const SOURCES = ['apps/server/src', 'packages', 'providers/postgres/src', 'package-lock.json'];
/** A world that runs loads some parts when it first needs them, so those of former sources stay a while. */
const KEPT = 3;

/** Where both are, if they were built from what the checkout holds now. */
export function builtPrograms() {
  const folder = folderNow();
  const [host, provider] = ['host', 'provider'].map((name) => join(folder, `${name}.js`));
  return existsSync(host) && existsSync(provider) ? { host, provider } : undefined;
}

/**
 * Builds them unless they are there. Where that cannot be done nothing is lost but time: the sources run
 * as they are.
 */
export function ensurePrograms() {
  if (builtPrograms() !== undefined) return;
  console.error('Building the host …');
  const builder = join(root, 'scripts', 'build-programs.ts');
  spawnSync('node', [builder, folderNow()], { env: toolEnvironment(), stdio: 'ignore' });
  if (builtPrograms() !== undefined) forgetFormer();
}

/** Another folder for every state of the sources: of how long they are, and when they were written. */
function folderNow() {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap(filesIn)) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return join(cache, hash.digest('hex').slice(0, 16));
}

function filesIn(path) {
  if (path.endsWith('package-lock.json')) return [path];
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter(({ name }) => !['node_modules', 'test', 'templates'].includes(name))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = `${path}/${entry.name}`;
      return entry.isDirectory() ? filesIn(inside) : [inside];
    });
}

function forgetFormer() {
  const writtenAt = (name) => statSync(join(cache, name)).mtimeMs;
  const newestFirst = readdirSync(cache).sort((one, other) => writtenAt(other) - writtenAt(one));
  for (const name of newestFirst.slice(KEPT)) {
    rmSync(join(cache, name), { recursive: true, force: true });
  }
}
