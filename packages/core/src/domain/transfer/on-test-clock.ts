import { refuse } from '../../refusal.ts';

/** A team on a test clock has a time of its own, which nothing that is billed can leave or enter. */
export function onTestClock(facts: Readonly<Record<string, string>> = {}) {
  return refuse(
    'test_clock_exists',
    'A team on a test clock hands over neither installations nor resources, and gets none.',
    facts,
  );
}
