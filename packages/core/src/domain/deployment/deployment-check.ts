import type {
  CheckId,
  DeploymentCheckConclusion,
  DeploymentCheckStatus,
  InstallationId,
  IntegrationId,
} from '@kontor/protocol/vocabulary';
import { fail, ok, type Result } from '../../result.ts';
import type { JsonValue } from '../event/canonical-json.ts';

/** A check in the older form, which an integration adds to each deployment. @see spec/checks.md */
export type DeploymentCheck = {
  readonly id: CheckId;
  readonly installationId: InstallationId;
  readonly integrationId: IntegrationId;
  readonly name: string;
  readonly isBlocking: boolean;
  readonly isRerequestable: boolean;
  readonly path: string | null;
  readonly detailsUrl: string | null;
  readonly externalId: string | null;
  readonly status: DeploymentCheckStatus;
  readonly conclusion: DeploymentCheckConclusion | null;
  readonly output: JsonValue;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly rerequestedAt: Date | null;
};

export type DeploymentCheckReport = {
  readonly name?: string | undefined;
  readonly path?: string | undefined;
  readonly status?: 'running' | 'completed' | undefined;
  readonly conclusion?: DeploymentCheckConclusion | undefined;
  readonly detailsUrl?: string | undefined;
  readonly externalId?: string | undefined;
  readonly output?: JsonValue | undefined;
};

export type DeploymentCheckError = {
  readonly code:
    | 'check_run_ended'
    | 'conclusion_missing'
    | 'conclusion_early'
    | 'check_not_rerequestable';
};

/** How long nothing may be heard of a check, by its status. @see spec/partner-api.md §10.9 */
export const staleAfterMs = { registered: 60 * 60_000, running: 5 * 60_000 } as const;

type Registered = Pick<
  DeploymentCheck,
  | 'id'
  | 'installationId'
  | 'integrationId'
  | 'name'
  | 'isBlocking'
  | 'isRerequestable'
  | 'path'
  | 'detailsUrl'
  | 'externalId'
>;

export function registerCheck(registered: Registered, at: Date): DeploymentCheck {
  return {
    ...registered,
    status: 'registered',
    conclusion: null,
    output: null,
    createdAt: at,
    updatedAt: at,
    startedAt: null,
    completedAt: null,
    rerequestedAt: null,
  };
}

/** When a check is stale unless it is heard of before; null for one that is completed. */
export function staleAt({ status, updatedAt }: DeploymentCheck): Date | null {
  return status === 'completed' ? null : new Date(updatedAt.getTime() + staleAfterMs[status]);
}

export function staleCheck(check: DeploymentCheck, at: Date): DeploymentCheck {
  const due = staleAt(check);
  if (due === null || due > at) return check;
  return { ...check, status: 'completed', conclusion: 'stale', updatedAt: at, completedAt: at };
}

/** Takes what the integration says. The first conclusion stands until the check is asked for again. */
export function reportedCheck(
  check: DeploymentCheck,
  report: DeploymentCheckReport,
  at: Date,
): Result<DeploymentCheck, DeploymentCheckError> {
  const { status: _status, conclusion, ...said } = report;
  const status = report.status ?? (conclusion === undefined ? check.status : 'completed');
  if (conclusion !== undefined && status !== 'completed') return fail({ code: 'conclusion_early' });
  if (check.status === 'completed') {
    const isRepeat =
      status === 'completed' && (conclusion ?? check.conclusion) === check.conclusion;
    return isRepeat ? ok(check) : fail({ code: 'check_run_ended' });
  }
  if (status === 'completed' && conclusion === undefined) {
    return fail({ code: 'conclusion_missing' });
  }
  return ok({
    ...check,
    name: said.name ?? check.name,
    path: said.path ?? check.path,
    detailsUrl: said.detailsUrl ?? check.detailsUrl,
    externalId: said.externalId ?? check.externalId,
    output: said.output ?? check.output,
    status,
    conclusion: conclusion ?? null,
    updatedAt: at,
    startedAt: check.startedAt ?? (status === 'registered' ? null : at),
    completedAt: status === 'completed' ? at : null,
  });
}

/** Has the integration judge again, from the start. @see spec/partner-api.md §10.9 */
export function rerequestedCheck(
  check: DeploymentCheck,
  { isRunning }: { readonly isRunning: boolean },
  at: Date,
): Result<DeploymentCheck, DeploymentCheckError> {
  if (!check.isRerequestable) return fail({ code: 'check_not_rerequestable' });
  return ok({
    ...check,
    status: isRunning ? 'running' : 'registered',
    conclusion: null,
    detailsUrl: null,
    externalId: null,
    output: null,
    updatedAt: at,
    startedAt: isRunning ? at : null,
    completedAt: null,
    rerequestedAt: at,
  });
}
