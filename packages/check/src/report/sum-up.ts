import type { Judging } from './judge-requirements.ts';
import { judgeRequirements } from './judge-requirements.ts';
import { type Report, type TrialResult, type Verdict, verdicts } from './report.ts';

type Found = Pick<Report, 'about' | 'baseUrl' | 'checkedAt' | 'level' | 'made' | 'durationMs'> & {
  readonly trials: readonly TrialResult[];
  readonly kitFailures: readonly string[];
};

/** The report of a run: one failure is enough, and nothing counts where the kit itself has failed. */
export function sumUp({ trials, kitFailures, ...found }: Found, judging: Judging): Report {
  const counts = Object.fromEntries(
    verdicts.map((verdict) => [verdict, trials.filter((each) => each.verdict === verdict).length]),
  ) as Record<Verdict, number>;
  const isPassed = counts.failed === 0 && counts.passed > 0 && kitFailures.length === 0;
  return {
    ...found,
    verdict: isPassed ? 'passed' : 'failed',
    counts,
    trials: [...trials],
    requirements: [...judgeRequirements(trials, judging)],
    kitFailures: [...kitFailures],
  };
}
