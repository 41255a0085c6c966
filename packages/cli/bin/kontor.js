#!/usr/bin/env node
// Plain JavaScript, so that it runs, and can say so, where the rest cannot.
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

const OLDEST = [22, 18];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(
    `kontor needs Node.js ${OLDEST.join('.')} or newer; this is ${process.versions.node}.\n`,
  );
  process.exitCode = 1;
} else {
  // Most of the time to start is compiling, and what is kept of it must be nobody else's to write.
  // biome-ignore lint/style/noProcessEnv: it counts only before anything else is loaded
  const folder = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  module.enableCompileCache(join(folder, 'kontor'));
  await import('../src/main.ts');
}
