import type {
  ActionRunStatus,
  ConnectionId,
  InstallationId,
  ReportedActionStatus,
  ResourceId,
} from '@kontor/protocol/vocabulary';
import { fail, ok, type Result } from '../../result.ts';

/** The actions of a product that a connection has chosen. @see spec/partner-api.md §10.6 */
export type ChosenActions = {
  /** Whether a deployment stays unbuilt when one of them fails. */
  readonly required: boolean;
  readonly actions: readonly ChosenAction[];
};
type ChosenAction = { readonly slug: string; readonly environments: readonly string[] };

export const noActions: ChosenActions = { required: false, actions: [] };

/** One action of a product for one deployment. @see spec/deployments.md — DEP-1 */
export type ActionRun = {
  readonly connectionId: ConnectionId;
  readonly resourceId: ResourceId;
  readonly installationId: InstallationId;
  readonly action: string;
  readonly isRequired: boolean;
  /** The connection's, as it was when the deployment was announced. */
  readonly prefix: string | null;
  readonly status: ActionRunStatus;
  /** It has failed because its provider did not answer in time. */
  readonly isOverdue: boolean;
  readonly statusText: string | null;
  readonly statusUrl: string | null;
  readonly createdAt: Date;
  /** When it fails, unless the provider says something before. */
  readonly dueAt: Date;
  readonly endedAt: Date | null;
  readonly cancelRequestedAt: Date | null;
  readonly cleanupRequestedAt: Date | null;
};

export type ActionReport = {
  readonly status?: ReportedActionStatus | undefined;
  readonly statusText?: string | undefined;
  readonly statusUrl?: string | undefined;
};

/** How long a provider may say nothing, and how long an action may take in all. */
export const actionSilenceMs = 10 * 60_000;
export const actionLimitMs = 60 * 60_000;

type Begun = Pick<
  ActionRun,
  'connectionId' | 'resourceId' | 'installationId' | 'action' | 'isRequired' | 'prefix'
>;

export function beginAction(begun: Begun, at: Date): ActionRun {
  return {
    ...begun,
    status: 'pending',
    isOverdue: false,
    statusText: null,
    statusUrl: null,
    createdAt: at,
    dueAt: new Date(at.getTime() + actionSilenceMs),
    endedAt: null,
    cancelRequestedAt: null,
    cleanupRequestedAt: null,
  };
}

/**
 * Takes what a provider says. The first end stands: saying it again changes nothing, and saying
 * anything else afterwards is refused, so that the provider undoes what nobody will use.
 */
export function reportedAction(
  run: ActionRun,
  report: ActionReport,
  at: Date,
): Result<ActionRun, { readonly code: 'deployment_action_ended'; readonly run: ActionRun }> {
  if (run.endedAt !== null) {
    const isRepeat = run.status === report.status && !run.isOverdue;
    return isRepeat ? ok(run) : fail({ code: 'deployment_action_ended', run });
  }
  const status = report.status ?? run.status;
  const hasEnded = status === 'succeeded' || status === 'failed';
  const latest = run.createdAt.getTime() + actionLimitMs;
  return ok({
    ...run,
    status,
    statusText: report.statusText ?? run.statusText,
    statusUrl: report.statusUrl ?? run.statusUrl,
    dueAt: new Date(Math.min(at.getTime() + actionSilenceMs, latest)),
    endedAt: hasEnded ? at : null,
  });
}

/** Gives up an action whose provider has said nothing for too long; the provider is told to undo it. */
export function overdueAction(run: ActionRun, at: Date): ActionRun {
  if (run.endedAt !== null || run.dueAt > at) return run;
  const ended = { endedAt: at, cancelRequestedAt: at };
  return { ...run, ...ended, status: 'failed', isOverdue: true };
}

/** The deployment has ended before the action has. @see spec/deployments.md — DEP-4 */
export function canceledAction(run: ActionRun, at: Date): ActionRun {
  if (run.endedAt !== null) return run;
  return { ...run, status: 'canceled', endedAt: at, cancelRequestedAt: at };
}

/** The deployment is gone, and what the action has made is of no use any more. @see spec/deployments.md — DEP-5 */
export function cleanedUpAction(run: ActionRun, at: Date): ActionRun {
  return run.status === 'succeeded' ? { ...run, cleanupRequestedAt: at } : canceledAction(run, at);
}
