/**
 * `npm test`: installs what is missing, then runs the static checks and all tests. `npm test -- …`
 * hands the arguments to vitest and runs only that. The last line counts: a test counts as one, and
 * so does a static check.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium, missingChromium } from './chromium.mjs';
import { ensureDashboard, hasDashboard } from './dashboard.mjs';
import { beginInstalling } from './install-with.mjs';
import { ensurePython, missingPython } from './python.mjs';
import { ensureRedis, missingRedis } from './redis.mjs';
import { ensureInstalled, root, runScript, toolEnvironment } from './setup.mjs';
import { ensureShells, missingPackages } from './shells.mjs';

/** Scripts of package.json, and what they are called here. */
const CHECKS = { types: 'Types', lint: 'Lint and format', unused: 'Unused code' };

await runScript(async () => {
  // Ctrl-C reaches the running step too, which ends in its own way; then this ends.
  process.on('SIGINT', () => {});
  const args = process.argv.slice(2);
  const programs = programsFor(args);
  // beside everything that comes from npm
  const installing = beginInstalling(programs.flatMap(({ missing }) => missing()));
  ensureInstalled();
  ensureDashboard();
  await installing;
  for (const { ensure } of programs) ensure();
  const counts = args.length === 0 ? await runChecks() : { passed: 0, failed: 0 };
  const tests = await runTests(args);
  const failed = counts.failed + tests.failed;
  console.log(`${counts.passed + tests.passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

/** The programs of the system that the tests need which are meant. */
function programsFor(args) {
  const isMeant = (words) => args.length === 0 || args.some((arg) => words.test(arg));
  const chromium = { missing: missingChromium, ensure: ensureChromium };
  return [
    ...(hasDashboard() && isMeant(/dashboard|security/) ? [chromium] : []),
    ...(isMeant(/dev/) ? [{ missing: missingPython, ensure: ensurePython }] : []),
    ...(isMeant(/redis|packages.provider/) ? [{ missing: missingRedis, ensure: ensureRedis }] : []),
    ...(existsSync(join(root, 'packages/cli')) && isMeant(/cli|command-line/)
      ? [{ missing: missingPackages, ensure: ensureShells }]
      : []),
  ];
}

/** All at once, because none of them keeps every processor busy; they are told in their order. */
async function runChecks() {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const counts = { passed: 0, failed: 0 };
  const running = Object.entries(CHECKS).map(([name, title]) => ({
    ...{ name, title },
    ended: run(scripts[name], [], { shell: true, stdio: 'pipe' }),
  }));
  for (const { name, title, ended } of running) {
    const { code, output } = await ended;
    counts[code === 0 ? 'passed' : 'failed'] += 1;
    console.log(code === 0 ? `✓ ${title}` : `✗ ${title} (npm run ${name})\n${output}`);
  }
  return counts;
}

async function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'kontor-test-report-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = [
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      '--reporter=./scripts/outcome-reporter.mjs',
    ];
    const { code } = await run('vitest', ['run', ...reporters, ...args], { stdio: 'inherit' });
    return countTests(report, code);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A run that fails without a failing test, for instance by a file that does not load, counts too. */
function countTests(report, code) {
  const counts = { passed: 0, failed: 0 };
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    const unloaded = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    );
    counts.passed = numPassedTests;
    counts.failed = numFailedTests + unloaded.length;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

function run(command, args, options) {
  const child = spawn(command, args, { ...options, cwd: root, env: toolEnvironment() });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
