import type { JsonValue } from '../event/canonical-json.ts';
import type { ActionRun } from './action-run.ts';
import { type Deployment, targetOf } from './deployment.ts';

/** Something that happened to a deployment, with everything a webhook tells of it. @see spec/partner-api.md §9 */
export type Happening = {
  readonly type: string;
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
  return [...stepsBetween(before, after), ...actionsBetween(before, after)];
}

function stepsBetween(before: Deployment | undefined, after: Deployment): readonly Happening[] {
  return milestones.flatMap(([field, typeOf]) =>
    after[field] !== null && after[field] !== before?.[field]
      ? [{ type: typeOf(after), ...toldOf(after) }]
      : [],
  );
}

const milestones: readonly (readonly [keyof Deployment, (deployment: Deployment) => string])[] = [
  ['createdAt', () => 'deployment.created'],
  ['buildingAt', () => 'deployment.building'],
  ['builtAt', () => 'deployment.built'],
  ['readyAt', () => 'deployment.ready'],
  ['aliasAssignedAt', () => 'deployment.aliased'],
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

/** What is asked of the provider goes by the protocol's names; what it has said, by one of the host's. */
function actionEvents(former: ActionRun | undefined, run: ActionRun): readonly string[] {
  if (former === undefined) return ['start'];
  const isAskedTo = (field: 'cancelRequestedAt' | 'cleanupRequestedAt') =>
    former[field] === null && run[field] !== null;
  return [
    ...(former.status !== run.status && run.status !== 'canceled' ? ['reported'] : []),
    ...(isAskedTo('cancelRequestedAt') ? ['cancel'] : []),
    ...(isAskedTo('cleanupRequestedAt') ? ['cleanup'] : []),
  ];
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
