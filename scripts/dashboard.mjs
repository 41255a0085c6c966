/** Builds the dashboard when it is not built, or was built from something else. Plain JavaScript for Node 18. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, SetupError, toolEnvironment } from './setup.mjs';

const folder = join(root, 'apps/dashboard');
const stampFile = join(folder, 'dist/.sources');
/** What the built files depend on, from the root. */
const SOURCES = ['apps/dashboard', 'packages/protocol/src', 'package-lock.json'];

/** Whether this checkout has a dashboard. */
export function hasDashboard() {
  return existsSync(folder);
}

/** Calling it again is quick: what was built from the same files stays. */
export function ensureDashboard() {
  if (!hasDashboard()) return;
  const sources = digestOf(SOURCES);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sources) return;
  console.log('Building the dashboard …');
  const { status, stdout, stderr } = spawnSync('vite', ['build'], {
    cwd: folder,
    env: toolEnvironment(),
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new SetupError(
      `The dashboard could not be built:\n${stdout ?? ''}${stderr ?? ''}`.trim(),
    );
  }
  writeFileSync(stampFile, sources);
}

function digestOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(filesIn)) {
    hash.update(`${path}\n`).update(readFileSync(join(root, path)));
  }
  return hash.digest('hex');
}

function filesIn(path) {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  const names = readdirSync(join(root, path)).sort();
  return names
    .filter((name) => name !== 'dist' && name !== 'node_modules')
    .flatMap((name) => filesIn(`${path}/${name}`));
}
