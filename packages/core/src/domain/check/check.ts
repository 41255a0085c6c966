import type {
  CheckBlocks,
  CheckId,
  CheckRequires,
  CheckSource,
  InstallationId,
  ProjectId,
} from '@kontor/protocol/vocabulary';

/** Something that judges each deployment of a project. @see spec/checks.md */
export type Check = {
  readonly id: CheckId;
  readonly projectId: ProjectId;
  readonly name: string;
  readonly requires: CheckRequires;
  readonly blocks: CheckBlocks;
  /** Names of environments; none are all. */
  readonly targets: readonly string[];
  readonly isRerequestable: boolean;
  readonly timeoutSeconds: number;
  readonly source: CheckSource;
  /** Whose it is; null when the team or a program of its own judges. */
  readonly installationId: InstallationId | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly deletedAt: Date | null;
};

/** How long a check has, in seconds, unless it says otherwise. */
export const defaultCheckTimeout = 300;

/** What a check needs that says only what it blocks: as late as that can be. */
export const latestRequirement: Readonly<Record<CheckBlocks, CheckRequires>> = {
  'build-start': 'none',
  'deployment-start': 'build-ready',
  'deployment-alias': 'deployment-url',
  'deployment-promotion': 'deployment-url',
  none: 'deployment-url',
};

const order: readonly CheckRequires[] = ['none', 'build-ready', 'deployment-url'];

/** Whether a check can have what it needs while it holds what it blocks: otherwise both wait for ever. */
export function canBegin({ requires, blocks }: Pick<Check, 'requires' | 'blocks'>): boolean {
  return order.indexOf(requires) <= order.indexOf(latestRequirement[blocks]);
}

export function isFor({ targets }: Pick<Check, 'targets'>, environment: string): boolean {
  return targets.length === 0 || targets.includes(environment);
}
