import type { EventType } from '@kontor/protocol/vocabulary';
import type { JsonValue } from '../event/canonical-json.ts';
import type { ActionRun } from './action-run.ts';
import { type Deployment, targetOf } from './deployment.ts';

/** Something that happened to a deployment, with everything a webhook tells of it. @see spec/partner-api.md §9 */
export type Happening = {
  readonly type: EventType;
  readonly subject: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, JsonValue>>;
};

/**
 * What happened between two states of a deployment, in the order of its steps; `before` is undefined
 * for one that is new. What is repeated happens once: only a difference is told.
 */
export function happenedBetween(
  before: Deployment | undefined,
  after: Deployment,
): readonly Happening[] {
  return [
    ...stepsBetween(before, after),
    ...actionsBetween(before, after),
    ...runsBetween(before, after),
    ...checksBetween(before, after),
  ];
}

function stepsBetween(before: Deployment | undefined, after: Deployment): readonly Happening[] {
  return milestones.flatMap(([field, typeOf]) =>
    after[field] !== null && after[field] !== before?.[field]
      ? [{ type: typeOf(after), ...toldOf(after) }]
      : [],
  );
}

const milestones: readonly (readonly [keyof Deployment, (deployment: Deployment) => EventType])[] =
  [
    ['createdAt', () => 'deployment.created'],
    ['buildingAt', () => 'deployment.building'],
    ['builtAt', () => 'deployment.built'],
    ['readyAt', () => 'deployment.ready'],
    ['aliasAssignedAt', () => 'deployment.aliased'],
    ['succeededAt', () => 'deployment.succeeded'],
    ['promotedAt', () => 'deployment.promoted'],
    [
      'endedAt',
      ({ readyState }) => (readyState === 'CANCELED' ? 'deployment.canceled' : 'deployment.error'),
    ],
    ['removedAt', () => 'deployment.cleanup'],
  ];

function actionsBetween(before: Deployment | undefined, after: Deployment): readonly Happening[] {
  return after.actions.flatMap((run) => {
    const former = before?.actions.find(
      ({ resourceId, action }) => resourceId === run.resourceId && action === run.action,
    );
    return actionEvents(former, run).map((event) => ({
      type: `deployment.integration.action.${event}`,
      subject: {
        deployment: after.id,
        project: after.projectId,
        resource: run.resourceId,
        installation: run.installationId,
      },
      data: { action: run.action, status: run.status, isOverdue: run.isOverdue },
    }));
  });
}

type ActionEvent = 'start' | 'reported' | 'cancel' | 'cleanup';

/** What is asked of the provider goes by the protocol's names; what it has said, by one of the host's. */
function actionEvents(former: ActionRun | undefined, run: ActionRun): readonly ActionEvent[] {
  if (former === undefined) return ['start'];
  const isAskedTo = (field: 'cancelRequestedAt' | 'cleanupRequestedAt') =>
    former[field] === null && run[field] !== null;
  return [
    ...(former.status !== run.status && run.status !== 'canceled' ? ['reported' as const] : []),
    ...(isAskedTo('cancelRequestedAt') ? ['cancel' as const] : []),
    ...(isAskedTo('cleanupRequestedAt') ? ['cleanup' as const] : []),
  ];
}

function runsBetween(before: Deployment | undefined, after: Deployment): readonly Happening[] {
  return after.checkRuns.flatMap((run) => {
    const former = before?.checkRuns.find(({ id }) => id === run.id);
    const { checkId, installationId, source, status, conclusion, timeoutSeconds } = run;
    const isNew = (field: 'startedAt' | 'cancelRequestedAt') =>
      run[field] !== null && (former?.[field] ?? null) === null;
    const hasChanged = former !== undefined && former.status !== run.status;
    const events = [
      // whoever judges before being asked need not be asked
      ...(isNew('startedAt') && status === 'queued' ? ['start' as const] : []),
      ...(hasChanged ? ['updated' as const] : []),
      ...(isNew('cancelRequestedAt') ? ['cancel' as const] : []),
    ];
    return events.map((event) => ({
      type: `deployment.checkrun.${event}`,
      subject: {
        ...{ deployment: after.id, project: after.projectId, checkRun: run.id, check: checkId },
        ...(installationId !== null && { installation: installationId }),
      },
      data: {
        ...{ status, conclusion, url: after.url, meta: { ...after.meta } },
        source: { ...source },
        timeout: timeoutSeconds,
      },
    }));
  });
}

function checksBetween(before: Deployment | undefined, after: Deployment): readonly Happening[] {
  return after.checks.flatMap((check) => {
    const former = before?.checks.find(({ id }) => id === check.id);
    if (former === check) return [];
    const { status, conclusion, rerequestedAt, installationId, name } = check;
    const isRerequested =
      (former?.rerequestedAt?.getTime() ?? null) !== (rerequestedAt?.getTime() ?? null);
    const hasChanged = former?.status !== status;
    if (former !== undefined && !hasChanged && !isRerequested) return [];
    const subject = { deployment: after.id, project: after.projectId, check: check.id };
    const event = isRerequested
      ? 'deployment.check-rerequested'
      : (`deployment.check.${former === undefined ? 'created' : 'updated'}` as const);
    return [
      {
        type: event,
        subject: { ...subject, installation: installationId },
        data: { name, status, conclusion },
      },
    ];
  });
}

function toldOf(deployment: Deployment): Pick<Happening, 'subject' | 'data'> {
  const { id, projectId, environment, name, url, meta, aliases, gitBranch } = deployment;
  return {
    subject: { deployment: id, project: projectId },
    data: {
      name,
      url,
      meta: { ...meta },
      alias: [...aliases],
      target: targetOf(deployment),
      environment: environment.name,
      environmentVersion: environment.version,
      gitBranch,
    },
  };
}
