/**
 * `npm run tour`: the whole story in the terminal, against the world that runs or one that is started
 * for it. docs/tour.md is the recording of a run.
 */
import { ensurePrograms } from './built-programs.mjs';
import { ensureInstalled, runScript } from './setup.mjs';
import { runWithOwnNode } from './start/run-with-own-node.mjs';

await runScript(() => {
  ensureInstalled();
  ensurePrograms();
  return runWithOwnNode('scripts/tour.ts', process.argv.slice(2));
});
