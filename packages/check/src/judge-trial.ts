import type { Exchange } from './bench/exchange.ts';
import { Failed, NotJudged } from './bench/outcome.ts';
import type { TrialResult } from './report/report.ts';
import { showExchange } from './report/show-exchange.ts';
import { isMust } from './requirements/demand.ts';
import type { AnyTrial } from './trials/trial.ts';

/** How many of the last exchanges of a trial are shown where it did not pass. */
const SHOWN_EXCHANGES = 2;

/** How a trial ended, and what the kit has to say of itself where it is the kit that has failed. */
export type Ended = Pick<TrialResult, 'verdict' | 'message'> & {
  readonly kitFailure?: string | undefined;
};

/** Runs a trial: what it ends with is a verdict, and anything else a failure of the kit. */
export async function outcomeOf(
  { name, requirements: ids }: AnyTrial,
  run: () => Promise<void>,
): Promise<Ended> {
  try {
    await run();
    return { verdict: 'passed', message: null };
  } catch (error) {
    if (error instanceof NotJudged) return { verdict: 'not-judged', message: error.message };
    if (error instanceof Failed) {
      return { verdict: ids.some(isMust) ? 'failed' : 'advised', message: error.message };
    }
    return {
      verdict: 'not-judged',
      message: `The kit itself has failed here, and says nothing of the other side: ${String(error)}`,
      kitFailure: `${name}: ${error instanceof Error ? error.stack : String(error)}`,
    };
  }
}

type Told = {
  readonly ended: Ended;
  /** What was sent and answered in the trial. */
  readonly trail: readonly Exchange[];
  /** What nobody may read in a report. */
  readonly secrets: readonly string[];
  readonly durationMs: number;
};

/** What the report has of a trial. */
export function resultOf(
  { name, title, level, requirements: ids, advice }: AnyTrial,
  { ended: { verdict, message }, trail, secrets, durationMs }: Told,
): TrialResult {
  const isWrong = verdict === 'failed' || verdict === 'advised';
  return {
    ...{ name, title, level, requirements: [...ids], verdict, message },
    advice: isWrong ? advice : null,
    exchanges: isWrong
      ? trail.slice(-SHOWN_EXCHANGES).map((each) => showExchange(each, secrets))
      : [],
    durationMs,
  };
}

/** A trial that the run did not come to. */
export function notReached(trial: AnyTrial): TrialResult {
  const ended = { verdict: 'not-judged', message: 'There was no time left for it.' } as const;
  return resultOf(trial, { ended, trail: [], secrets: [], durationMs: 0 });
}
