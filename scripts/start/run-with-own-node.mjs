/**
 * Runs a TypeScript program of scripts/ under the Node of the checkout. This is plain JavaScript,
 * because whoever calls it runs under whatever Node the machine has.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root, toolEnvironment } from '../setup.mjs';

/** What is compiled once is kept for the next start: most of the time to start is compiling. */
const compileCache = join(root, 'node_modules', '.cache', 'kontor-compiled');

/**
 * Answers the program's exit code. The program gets the signals that this process gets, and learns
 * by its channel when this process is killed.
 */
export function runWithOwnNode(file, args) {
  const node = join(root, 'node_modules', '.bin', 'node');
  const child = spawn(node, [join(root, file), ...args], {
    env: { NODE_COMPILE_CACHE: compileCache, ...toolEnvironment() },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (signal) console.error(`${file} was killed (${signal}).`);
      resolve(code ?? 1);
    });
  });
}
