import type { CheckRunConclusion, CheckRunId, CheckRunStatus } from '@kontor/protocol/vocabulary';
import { fail, ok, type Result } from '../../result.ts';
import type { Check } from '../check/check.ts';
import type { JsonValue } from '../event/canonical-json.ts';

type OfCheck = Pick<
  Check,
  'name' | 'requires' | 'blocks' | 'targets' | 'timeoutSeconds' | 'source' | 'installationId'
>;

/** One judging of one deployment by a check. @see spec/checks.md */
export type CheckRun = OfCheck & {
  readonly id: CheckRunId;
  readonly checkId: Check['id'];
  readonly status: CheckRunStatus;
  readonly conclusion: CheckRunConclusion | null;
  readonly conclusionText: string | null;
  readonly externalId: string | null;
  readonly externalUrl: string | null;
  readonly output: JsonValue;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** When whoever judges was told; null while something that it needs is missing. */
  readonly startedAt: Date | null;
  readonly dueAt: Date | null;
  readonly completedAt: Date | null;
  readonly cancelRequestedAt: Date | null;
};

export type CheckRunReport = {
  readonly status?: CheckRunStatus | undefined;
  readonly conclusion?: CheckRunConclusion | undefined;
  readonly conclusionText?: string | undefined;
  readonly externalId?: string | undefined;
  readonly externalUrl?: string | undefined;
  readonly output?: JsonValue | undefined;
  readonly completedAt?: Date | undefined;
};

export type CheckRunError = {
  readonly code: 'check_run_ended' | 'conclusion_missing' | 'conclusion_early';
};

export function beginCheckRun(check: Check, id: CheckRunId, at: Date): CheckRun {
  const { name, requires, blocks, targets, timeoutSeconds, source, installationId } = check;
  return {
    ...{ id, name, requires, blocks, targets, timeoutSeconds, source, installationId },
    checkId: check.id,
    status: 'queued',
    conclusion: null,
    conclusionText: null,
    externalId: null,
    externalUrl: null,
    output: null,
    createdAt: at,
    updatedAt: at,
    startedAt: null,
    dueAt: null,
    completedAt: null,
    cancelRequestedAt: null,
  };
}

/** Has the run judged from now on; its time begins. */
export function startedCheckRun(run: CheckRun, at: Date): CheckRun {
  const dueAt = new Date(at.getTime() + run.timeoutSeconds * 1000);
  return { ...run, startedAt: at, dueAt, updatedAt: at };
}

/** Takes what is said of a run. The first conclusion stands, and saying it again changes nothing. */
export function reportedCheckRun(
  run: CheckRun,
  report: CheckRunReport,
  at: Date,
): Result<CheckRun, CheckRunError> {
  const { conclusion } = report;
  const status = report.status ?? (conclusion === undefined ? run.status : 'completed');
  if (conclusion !== undefined && status !== 'completed') return fail({ code: 'conclusion_early' });
  if (run.status === 'completed') {
    const isRepeat = status === 'completed' && (conclusion ?? run.conclusion) === run.conclusion;
    return isRepeat ? ok(run) : fail({ code: 'check_run_ended' });
  }
  if (status === 'completed' && conclusion === undefined) {
    return fail({ code: 'conclusion_missing' });
  }
  return ok({
    ...run,
    status,
    conclusion: conclusion ?? null,
    conclusionText: report.conclusionText ?? run.conclusionText,
    externalId: report.externalId ?? run.externalId,
    externalUrl: report.externalUrl ?? run.externalUrl,
    output: report.output ?? run.output,
    updatedAt: at,
    startedAt: run.startedAt ?? at,
    completedAt: status === 'completed' ? (report.completedAt ?? at) : null,
  });
}

/** Concludes a run that was not completed in time. @see spec/checks.md — CHK-3 */
export function overdueCheckRun(run: CheckRun, at: Date): CheckRun {
  if (run.status === 'completed' || run.dueAt === null || run.dueAt > at) return run;
  return concludedByHost(run, 'timeout', at);
}

/** Nobody needs the run any more. @see spec/checks.md — CHK-7 */
export function canceledCheckRun(run: CheckRun, at: Date): CheckRun {
  return run.status === 'completed' ? run : concludedByHost(run, 'canceled', at);
}

/** The newest run of each check, which is the one that counts. */
export function countingRuns(runs: readonly CheckRun[]): readonly CheckRun[] {
  return [...new Map(runs.map((run) => [run.checkId, run])).values()];
}

function concludedByHost(run: CheckRun, conclusion: 'timeout' | 'canceled', at: Date): CheckRun {
  return {
    ...run,
    status: 'completed',
    conclusion,
    updatedAt: at,
    completedAt: at,
    // who was never told has nothing to stop
    cancelRequestedAt: run.startedAt === null ? null : at,
  };
}
