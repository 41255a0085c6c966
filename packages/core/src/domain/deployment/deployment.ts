import type { DeploymentId, ProjectId, ReadyState } from '@kontor/protocol/vocabulary';
import type { ActionRun } from './action-run.ts';
import type { CheckRun } from './check-run.ts';
import type { DeploymentCheck } from './deployment-check.ts';

/** What a deployment reads: one version of one environment or of its branch, whatever becomes of it afterwards. */
export type PinnedEnvironment = {
  readonly name: string;
  /** The branch whose version it is; absent where it is that of the environment itself. */
  readonly gitBranch?: string;
  /** 0 where nothing was ever put into the environment. */
  readonly version: number;
  readonly digest: string;
};

export type GitCommit = {
  readonly sha: string;
  readonly message?: string | undefined;
  readonly author?: string | undefined;
};

/**
 * One building and publishing of a project. The platform does both and reports them; the host says
 * what it reads and what has to be waited for.
 *
 * Life cycle: `INITIALIZING` while something is waited for, or `BLOCKED` by what has failed, →
 * `QUEUED` → `BUILDING` → `READY`. `ERROR` and `CANCELED` are ends.
 *
 * @see spec/deployments.md; spec/platform-api.md §4.7
 */
export type Deployment = {
  readonly id: DeploymentId;
  readonly projectId: ProjectId;
  readonly name: string;
  /** The platform's own id, under which announcing it again is the same announcement. */
  readonly externalId: string | null;
  readonly environment: PinnedEnvironment;
  readonly url: string | null;
  readonly gitBranch: string | null;
  readonly gitCommit: GitCommit | null;
  readonly meta: Readonly<Record<string, string>>;
  readonly aliases: readonly string[];
  readonly readyState: ReadyState;
  readonly errorMessage: string | null;
  /** What providers do for it before it is built. */
  readonly actions: readonly ActionRun[];
  /** Its judgings, each behind those of the same check that it follows. */
  readonly checkRuns: readonly CheckRun[];
  /** What judges it in the older form. */
  readonly checks: readonly DeploymentCheck[];
  readonly createdAt: Date;
  readonly buildingAt: Date | null;
  readonly builtAt: Date | null;
  readonly readyAt: Date | null;
  /** When it was `ERROR` or `CANCELED`. */
  readonly endedAt: Date | null;
  readonly aliasAssignedAt: Date | null;
  readonly promotedAt: Date | null;
  /** When it was ready and everything that judges it had passed it. */
  readonly succeededAt: Date | null;
  readonly removedAt: Date | null;
};

export type Announcement = Pick<
  Deployment,
  | 'id'
  | 'projectId'
  | 'name'
  | 'externalId'
  | 'environment'
  | 'url'
  | 'gitBranch'
  | 'gitCommit'
  | 'meta'
  | 'actions'
  | 'checkRuns'
>;

export function announce(announcement: Announcement, at: Date): Deployment {
  return {
    ...announcement,
    aliases: [],
    checks: [],
    readyState: 'QUEUED',
    errorMessage: null,
    createdAt: at,
    buildingAt: null,
    builtAt: null,
    readyAt: null,
    endedAt: null,
    aliasAssignedAt: null,
    promotedAt: null,
    succeededAt: null,
    removedAt: null,
  };
}

/** Whether two announcements under one id of the platform's say the same. */
export function isSameAnnouncement(
  former: Deployment,
  latter: Pick<Announcement, 'environment' | 'gitBranch' | 'gitCommit'>,
): boolean {
  return (
    former.environment.name === latter.environment.name &&
    former.gitBranch === latter.gitBranch &&
    (former.gitCommit?.sha ?? null) === (latter.gitCommit?.sha ?? null)
  );
}

/** The word of the protocol for where it goes: production, a custom environment that is called staging, or a preview. */
export function targetOf({
  environment,
}: Pick<Deployment, 'environment'>): 'production' | 'staging' | null {
  const { name } = environment;
  return name === 'production' || name === 'staging' ? name : null;
}
