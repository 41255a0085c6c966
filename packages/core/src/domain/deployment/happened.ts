import type { JsonValue } from '../event/canonical-json.ts';
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
