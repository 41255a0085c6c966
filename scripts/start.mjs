/**
 * `npm start`: installs what is missing, then runs host, reference provider and databases with a
 * demo in them, until Ctrl-C. docs/configuration.md lists the variables that change it.
 */
import { ensurePrograms } from './built-programs.mjs';
import { ensureDashboard } from './dashboard.mjs';
import { ensureInstalled, runScript } from './setup.mjs';
import { runWithOwnNode } from './start/run-with-own-node.mjs';
import { answerArguments } from './start/start-arguments.mjs';

await runScript(() => {
  const answer = answerArguments(process.argv.slice(2));
  if (answer !== undefined) {
    (answer.code === 0 ? console.log : console.error)(answer.text);
    return answer.code;
  }
  ensureInstalled();
  ensureDashboard();
  ensurePrograms();
  return runWithOwnNode('scripts/start.ts', []);
});
