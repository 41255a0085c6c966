import { type DemandId, demands } from '../requirements/demand.ts';
import type { RequirementResult, TrialResult, Verdict } from './report.ts';

/** Of several verdicts about one demand the first of these holds. */
const weight: readonly Verdict[] = ['failed', 'advised', 'not-judged', 'passed', 'not-applicable'];

/** What is demanded of whom is judged, and why some of it cannot be found out. */
export type Judging = {
  readonly ids: readonly DemandId[];
  readonly unjudged: Readonly<Partial<Record<DemandId, string>>>;
};

/** What the trials say of each demand; one that no trial has judged is never passed. */
export function judgeRequirements(
  results: readonly TrialResult[],
  { ids, unjudged }: Judging,
): readonly RequirementResult[] {
  return ids.map((id) => {
    const { text } = demands[id];
    const about = results.filter((each) => each.requirements.includes(id));
    const verdict = weight.find((each) => about.some((result) => result.verdict === each));
    if (verdict === undefined) {
      return {
        id,
        text,
        verdict: 'not-judged',
        because: unjudged[id] ?? 'No trial of it was run.',
      };
    }
    const first = about.find((result) => result.verdict === verdict);
    return { id, text, verdict, because: verdict === 'passed' ? null : (first?.message ?? null) };
  });
}
