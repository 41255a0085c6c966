import { escaped } from './escaped.ts';
import type { Report, TrialResult } from './report.ts';

/** The report as JUnit has it, for whoever shows the results of tests. Advice is no failure there. */
export function junitOf({
  trials,
  counts,
  baseUrl,
  durationMs,
  checkedAt,
  kitFailures,
}: Report): string {
  const skipped = counts['not-judged'] + counts['not-applicable'];
  const totals = `tests="${trials.length}" failures="${counts.failed}" errors="${kitFailures.length}" skipped="${skipped}"`;
  const time = seconds(durationMs);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="kontor check" ${totals} time="${time}">
  <testsuite name="${escaped(baseUrl)}" ${totals} time="${time}" timestamp="${checkedAt}">
${trials.map(caseOf).join('\n')}
${kitFailures.map((each) => `    <system-err>${escaped(each)}</system-err>`).join('\n')}
  </testsuite>
</testsuites>
`;
}

function caseOf(trial: TrialResult): string {
  const { name, level, durationMs } = trial;
  const attributes = `classname="${level}" name="${escaped(name)}" time="${seconds(durationMs)}"`;
  const inside = insideOf(trial);
  return inside === ''
    ? `    <testcase ${attributes}/>`
    : `    <testcase ${attributes}>${inside}</testcase>`;
}

function insideOf({ verdict, message, title, advice, requirements }: TrialResult): string {
  const found = escaped(message ?? '');
  const told = [title, `Found: ${message}`, `Do: ${advice}`, requirements.join(' ')].join('\n');
  switch (verdict) {
    case 'passed':
      return '';
    case 'failed':
      return `<failure message="${found}">${escaped(told)}</failure>`;
    case 'advised':
      return `<system-out>${escaped(told)}</system-out>`;
    case 'not-judged':
    case 'not-applicable':
      return `<skipped message="${found}"/>`;
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
