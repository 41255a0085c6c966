import { expect, it } from 'vitest';
import { type Checkout, makeCheckout, type Outcome } from './throwaway-checkout.ts';

it('static checks and tests are counted together in the last line', async () => {
  const checkout = await makeCheckout();
  await giveVitest(checkout, { passed: 5, failed: 0 });

  const { code, output } = npmTest(checkout);

  expect(code).toBe(0);
  expect(output).toContain('✓ Types\n✓ Lint and format\n✓ Unused code\n');
  expect(lastLine(output)).toBe('8 passed, 0 failed');
});

it('a failing check is shown with what it printed, and everything else still runs', async () => {
  const checkout = await makeCheckout();
  await giveVitest(checkout, { passed: 5, failed: 2 });
  await failLint(checkout);

  const { code, output } = npmTest(checkout);

  expect(code).toBe(1);
  expect(output).toContain('✗ Lint and format (npm run lint)\nwrong quotes in one.ts\n');
  expect(output).toContain('✓ Unused code');
  expect(lastLine(output)).toBe('7 passed, 3 failed');
});

it('arguments go to vitest, which alone runs then', async () => {
  const checkout = await makeCheckout();
  await giveVitest(checkout, { passed: 1, failed: 0 });
  await failLint(checkout);

  const { code, output } = npmTest(checkout, 'packages/one', '-t', 'a title of words');

  expect(code).toBe(0);
  expect(output).toContain('vitest got <packages/one> <-t> <a title of words>\n');
  expect(lastLine(output)).toBe('1 passed, 0 failed');
});

it('a test file that does not load is a failure', async () => {
  const checkout = await makeCheckout();
  await giveVitest(checkout, { passed: 4, failed: 1, unloaded: 2 });

  expect(lastLine(npmTest(checkout).output)).toBe('7 passed, 3 failed');
});

it('a run that ends badly without a failing test is one failure', async () => {
  const checkout = await makeCheckout();
  await giveVitest(checkout, { passed: 4, failed: 0, exitCode: 1 });

  expect(npmTest(checkout).code).toBe(1);
  expect(lastLine(npmTest(checkout).output)).toBe('7 passed, 1 failed');
});

it('a run that ends before it reports is one failure', async () => {
  const checkout = await makeCheckout();
  await checkout.writeProgram('parts/tool/vitest', 'exit 3');
  await declareVitest(checkout);

  expect(lastLine(npmTest(checkout).output)).toBe('3 passed, 1 failed');
});

type Report = { passed: number; failed: number; unloaded?: number; exitCode?: number };

/** A vitest that runs nothing and reports this. */
async function giveVitest(checkout: Checkout, report: Report): Promise<void> {
  const { passed, failed, unloaded = 0, exitCode = failed + unloaded > 0 ? 1 : 0 } = report;
  const json = JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    testResults: [
      { status: failed > 0 ? 'failed' : 'passed', assertionResults: [{}] },
      ...Array(unloaded).fill({ status: 'failed', assertionResults: [] }),
    ],
  });
  await checkout.writeProgram(
    'parts/tool/vitest',
    `test "$1 $2 $3" = 'run --reporter=default --reporter=json' || exit 9
     echo '${json}' >"\${4#--outputFile.json=}"
     shift 5; printf 'vitest got'; printf ' <%s>' "$@"; echo; exit ${exitCode}`,
  );
  await declareVitest(checkout);
}

async function declareVitest(checkout: Checkout): Promise<void> {
  const manifest = { name: 'tool', version: '1.0.0', bin: { vitest: 'vitest' } };
  await checkout.write('parts/tool/package.json', JSON.stringify(manifest));
  checkout.run('npm', 'install', '--package-lock-only');
}

async function failLint(checkout: Checkout): Promise<void> {
  checkout.run('npm', 'pkg', 'set', 'scripts.lint=echo wrong quotes in one.ts; exit 1');
}

function npmTest(checkout: Checkout, ...args: string[]): Outcome {
  return checkout.run(process.execPath, 'scripts/test.mjs', ...args);
}

function lastLine(output: string): string | undefined {
  return output.trimEnd().split('\n').at(-1);
}
