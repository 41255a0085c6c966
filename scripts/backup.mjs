/**
 * `npm run backup -- <folder>` and `npm run restore -- <folder>`: installs what is missing, then writes
 * what the host's database holds, or brings it back (docs/operations.md).
 */
import { ensureInstalled, runScript } from './setup.mjs';
import { runWithOwnNode } from './start/run-with-own-node.mjs';

await runScript(() => {
  ensureInstalled();
  return runWithOwnNode('apps/server/src/backup.ts', process.argv.slice(2));
});
