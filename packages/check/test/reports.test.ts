import { badgeOf, htmlOf, junitOf, type Report, textOf } from '@kontor/check';
import { expect, test } from 'vitest';
import { rewriting } from './broken/faults.ts';
import { judge } from './judge.ts';

const only = ['unknown-resource', 'read-resource', 'change-plan-of-an-installation', 'TRA-20'];

/** A provider whose answers try to be more than text. */
const report = await judge(
  rewriting(
    ({ path, request }) => request.method === 'GET' && path.endsWith('no-such-resource'),
    () => Response.json({ error: { code: 'x', message: '<script>alert(1)</script>&\u0000' } }),
  ),
  { only },
);

test('JUnit has a case for each trial, and failures and skips among them', () => {
  const xml = junitOf(report);

  expect(xml).toContain('tests="4" failures="1" errors="0" skipped="1"');
  expect(xml).toContain('<failure message="A resource that is not there: GET /v1/');
  expect(xml).toMatch(/<testcase classname="basic" name="read-resource" time="[\d.]+"\/>/);
  expect(xml).not.toContain('\u0000');
});

test('the page says what to mend, and takes nothing of a provider for markup', () => {
  const page = htmlOf(report);

  expect(page).toContain('<h2>What to mend</h2>');
  expect(page).toContain('RES-20: The provider MUST answer 404');
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toContain('<script>');
});

test('the badge says how far was judged and how it ended', () => {
  const good: Report = { ...report, verdict: 'passed' };

  expect(badgeOf(report)).toContain('aria-label="kontor check: 1 failed"');
  expect(badgeOf(good)).toContain('aria-label="kontor check: robust: passed"');
});

test('the terminal tells what was wanted, found and sent, and what to do', () => {
  const text = textOf(report)
    .map((line) => (typeof line === 'string' ? line : line.text))
    .join('\n');

  expect(text).toMatch(/✗ unknown-resource\n +Wanted: .+\n +Found: .+\n +Do: .+\n +RES-20: /);
  expect(text).toContain('> GET /v1/installations/');
  expect(text).toContain('2 passed, 1 failed, 0 advised otherwise, 0 not judged, 1 do not apply.');
});

test('where the kit itself fails, the report says so, and nothing counts as passed', async () => {
  const broken = await judge(undefined, {
    only: ['read-resource', 'keys-read-again'],
    elapse: () => Promise.reject(new TypeError('A fault of the kit.')),
  });

  expect(broken).toMatchObject({ verdict: 'failed', counts: { failed: 0, passed: 1 } });
  expect(broken.kitFailures).toEqual([
    expect.stringMatching(/^keys-read-again: TypeError: A fault/),
  ]);
  expect(broken.trials.find(({ name }) => name === 'keys-read-again')).toMatchObject({
    verdict: 'not-judged',
    message: expect.stringContaining('The kit itself has failed'),
  });
  expect(junitOf(broken)).toContain('errors="1"');
});
