import { expect, it, vi } from 'vitest';
import OutcomeReporter from './outcome-reporter.mjs';

it('a run ends by naming what failed, with why', () => {
  const steady = test('adds', 'passed');
  const broken = test('divides', 'failed', { message: 'It ended. It said:\nPort 1 is taken.' });

  expect(printedOf([module('a.test.ts', [steady, broken]), module('b.test.ts', [])])).toBe(
    'Failed:\n✗ a.test.ts › divides › It ended. It said:\n    Port 1 is taken.',
  );
});

it('of a long reason the first lines are told', () => {
  const message = Array.from({ length: 100 }, (_, line) => `line ${line}`).join('\n');

  const printed = printedOf([module('a.test.ts', [test('adds', 'failed', { message })])]);

  expect(printed.split('\n')).toHaveLength(13);
  expect(printed).toContain('line 11');
});

it('where two values differ, it is told in what', () => {
  const diff = '- Expected\n\u001b[31m+ Received\u001b[0m\n  [\n+   "cut off",\n  ]';
  const error = { message: 'expected [ Array(1) ] to deeply equal []', diff };

  const printed = printedOf([module('a.test.ts', [test('is whole', 'failed', error)])]);

  expect(printed).toContain('[ Array(1) ] to deeply equal []\n    - Expected\n    + Received\n');
  expect(printed).toContain('"cut off"');
});

it('a file that does not load failed', () => {
  const unloaded = { ...module('a.test.ts', []), errors: () => [{ message: 'no such package' }] };
  expect(printedOf([unloaded])).toBe('Failed:\n✗ a.test.ts › no such package');
});

it('a run in which all is well has nothing to say', () => {
  expect(printedOf([module('a.test.ts', [test('adds', 'passed')])])).toBe('');
});

function test(fullName: string, state: string, error?: { message: string; diff?: string }) {
  const errors = error && [error];
  return { fullName, result: () => ({ state, errors }) };
}

type Test = ReturnType<typeof test>;

function module(relativeModuleId: string, tests: Test[]) {
  const errors = (): { message: string }[] => [];
  return { relativeModuleId, errors, children: { allTests: () => tests } };
}

function printedOf(modules: ReturnType<typeof module>[]): string {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  new OutcomeReporter().onTestRunEnd(modules);
  const printed = log.mock.calls.map(([text]) => text).join('\n');
  log.mockRestore();
  return printed;
}
