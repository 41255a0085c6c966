/**
 * Checks the types of each program: all of it, and by itself what has to do without Node or runs in
 * a browser. Two at a time, because the compiler keeps one processor busy. Plain JavaScript for Node 18.
 */
import { spawn } from 'node:child_process';
import { root, runScript, toolEnvironment } from './setup.mjs';

const AT_ONCE = 2;

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
  const child = spawn('tsc', ['-p', `${folder}/tsconfig.json`], {
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
