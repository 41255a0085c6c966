/**
 * Checks the types of each program: all of it, and by itself what has to do without Node or runs in
 * a browser. Two at a time, because the compiler keeps one processor busy: it would take more, but looks
 * at what is common to them once for each. Plain JavaScript for Node 18.
 * @see docs/adr/0017-two-compilers.md
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root, runScript, toolEnvironment } from './setup.mjs';

const AT_ONCE = 2;
const require = createRequire(import.meta.url);
/** By its own path: `tsc` may be the other compiler. */
const TSC = join(dirname(require.resolve('typescript-native/package.json')), 'bin/tsc');

/** The largest one first. */
const programs = ['.', 'apps/dashboard', 'packages/provider', 'packages/core'];

await runScript(async () => {
  const left = [...programs];
  const codes = [];
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      codes.push(await check(next));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return codes.every((code) => code === 0) ? 0 : 1;
});

/** What it finds is printed when it has ended, so that one does not write between the lines of another. */
function check(folder) {
  const child = spawn('node', [TSC, '-p', `${folder}/tsconfig.json`, '--checkers', '1'], {
    cwd: root,
    env: toolEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let found = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    found += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.stdout.write(found);
      resolve(code);
    });
  });
}
