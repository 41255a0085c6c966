import type {
  InstallationId,
  InstallationKind,
  InstallationSource,
  IntegrationId,
  Notification,
  ResolvedBillingPlan,
  ResourceStatus,
  TeamId,
  UserId,
} from '@kontor/protocol/vocabulary';
import { withPlan } from '../catalog/plan-change.ts';

/**
 * What joins a team to an integration. It belongs to the team and outlives whoever installed it.
 *
 * Life cycle: `installing` → `installed` → `uninstalling` → `uninstalled`. An installation that the
 * provider refuses is `failed`; one whose uninstalling is refused is `installed` again. `uninstalled`
 * and `failed` are ends: to install again makes a new one.
 *
 * @see spec/concepts.md — C4 to C9
 */
export type Installation = {
  readonly id: InstallationId;
  readonly teamId: TeamId;
  readonly integrationId: IntegrationId;
  readonly kind: InstallationKind;
  /** To try it, by the team that publishes the integration: what is billed moves no money, ever. */
  readonly isTest: boolean;
  readonly lifecycle: 'installing' | 'installed' | 'uninstalling' | 'uninstalled' | 'failed';
  /** How the provider says it is. */
  readonly status: ResourceStatus;
  readonly statusAt: Date;
  /** The provider's own id for it, if the provider told one. */
  readonly externalId: string | null;
  /** When each policy was accepted, in ISO 8601. */
  readonly acceptedPolicies: Readonly<Record<string, string>>;
  readonly scopes: readonly string[];
  /** Where the team was when it installed. */
  readonly source: InstallationSource;
  /** The only projects its resources may be connected to; null where all may. */
  readonly projects: readonly string[] | null;
  /** The plan of an installation that is billed as a whole. */
  readonly billingPlan: ResolvedBillingPlan | null;
  /** The plan that holds from a later time on; null where nothing is to change. */
  readonly pendingBillingPlan: ResolvedBillingPlan | null;
  readonly notification: Notification | null;
  /** Who installed it; null for a machine. */
  readonly installedBy: UserId | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** When somebody of the team asked for its removal; null where the host did by itself. */
  readonly removalRequestedAt: Date | null;
  readonly uninstalledAt: Date | null;
  /** When the time for last invoices is over; earlier where the provider says that it is done. */
  readonly finalizationDueAt: Date | null;
  readonly finalizedAt: Date | null;
};

/** What a provider tells of an installation. `undefined` says nothing, `null` clears. */
export type InstallationReport = {
  readonly billingPlan?: ResolvedBillingPlan | undefined;
  readonly notification?: Notification | null | undefined;
};

/** What the credential of every installation is good for. @see spec/partner-api.md §4.2 */
export const grantedScopes = [
  'read:integration-configuration',
  'read-write:integration-resource',
  'read-write:marketplace',
] as const;

/** How long a provider may send last invoices after an uninstall. @see spec/partner-api.md §12.7 */
export const finalizationWindowMs = 24 * 60 * 60 * 1000;

type Begun = Pick<
  Installation,
  'id' | 'teamId' | 'integrationId' | 'kind' | 'acceptedPolicies' | 'installedBy'
> & { readonly source?: InstallationSource; readonly isTest?: boolean };

export function beginInstallation(begun: Begun, at: Date): Installation {
  return {
    source: 'marketplace',
    isTest: false,
    projects: null,
    ...begun,
    lifecycle: 'installing',
    status: 'pending',
    statusAt: at,
    externalId: null,
    scopes: grantedScopes,
    billingPlan: null,
    pendingBillingPlan: null,
    notification: null,
    createdAt: at,
    updatedAt: at,
    removalRequestedAt: null,
    uninstalledAt: null,
    finalizationDueAt: null,
    finalizedAt: null,
  };
}

/** The provider has opened the account. */
export function installed(
  installation: Installation,
  report: InstallationReport,
  at: Date,
): Installation {
  const ready = { ...installation, lifecycle: 'installed', status: 'ready', statusAt: at } as const;
  return withInstallationReport(ready, report, at);
}

/** The provider has refused, or what it may have made was undone. Its credential is dead at once. */
export function installFailed(installation: Installation, at: Date): Installation {
  return { ...installation, lifecycle: 'failed', updatedAt: at, finalizedAt: at };
}

export function uninstalling(
  installation: Installation,
  { isAsked, at }: { readonly isAsked: boolean; readonly at: Date },
): Installation {
  return {
    ...installation,
    lifecycle: 'uninstalling',
    removalRequestedAt: isAsked ? at : null,
    updatedAt: at,
  };
}

/** Uninstalling did not happen: everything is as before. */
export function stillInstalled(installation: Installation, at: Date): Installation {
  return {
    ...installation,
    lifecycle: 'installed',
    removalRequestedAt: null,
    finalizationDueAt: null,
    updatedAt: at,
  };
}

/** Gone for the team. The provider keeps its credential until it is done and its invoices are settled. */
export function uninstalled(
  installation: Installation,
  {
    isFinalized,
    openInvoices,
    at,
  }: { readonly isFinalized: boolean; readonly openInvoices: number; readonly at: Date },
): Installation {
  const window = new Date(at.getTime() + finalizationWindowMs);
  const gone: Installation = {
    ...installation,
    lifecycle: 'uninstalled',
    status: 'uninstalled',
    statusAt: at,
    updatedAt: at,
    uninstalledAt: at,
    // the provider may have said that it is done while it was still asked to remove it
    finalizationDueAt: isFinalized ? at : (installation.finalizationDueAt ?? window),
  };
  return finalized(gone, { openInvoices, at }) ?? gone;
}

/** Whether it is being removed, or is and waits for last invoices. */
export function isEnding({ lifecycle, finalizedAt }: Installation): boolean {
  return lifecycle === 'uninstalling' || (lifecycle === 'uninstalled' && finalizedAt === null);
}

/** Whether the provider has said that no more invoices will come. */
export function hasBilledAll({ uninstalledAt, finalizationDueAt }: Installation): boolean {
  if (finalizationDueAt === null) return false;
  if (uninstalledAt === null) return true;
  return finalizationDueAt.getTime() < uninstalledAt.getTime() + finalizationWindowMs;
}

/** No more invoices will come: the wait for them is over. */
export function billedAll(installation: Installation, at: Date): Installation {
  const { finalizationDueAt: due } = installation;
  return { ...installation, finalizationDueAt: due !== null && due < at ? due : at, updatedAt: at };
}

/**
 * The end of an installation, and of its credential; undefined while it still waits: for the day to
 * be over, or for an invoice to be settled.
 *
 * @see spec/partner-api.md §12.7
 */
export function finalized(
  installation: Installation,
  { openInvoices, at }: { readonly openInvoices: number; readonly at: Date },
): Installation | undefined {
  const { lifecycle, finalizedAt, finalizationDueAt: due } = installation;
  const isOver = lifecycle === 'uninstalled' && due !== null && due <= at;
  if (!isOver || finalizedAt !== null || openInvoices > 0) return undefined;
  return { ...installation, finalizedAt: at, updatedAt: at };
}

/** Keeps its resources to some projects, or lets them be connected to all. */
export function withProjects(
  installation: Installation,
  projects: readonly string[] | null,
  at: Date,
): Installation {
  return { ...installation, projects, updatedAt: at };
}

/**
 * `isPlanChange` says that the plan has been chosen just now, and was not merely read; `billedAt` is the
 * time by which its team is billed.
 */
export function withInstallationReport(
  installation: Installation,
  report: InstallationReport,
  at: Date,
  { isPlanChange = false, billedAt = at } = {},
): Installation {
  return {
    ...installation,
    ...withPlan(installation, report.billingPlan, { at: billedAt, isChange: isPlanChange }),
    notification:
      report.notification === undefined ? installation.notification : report.notification,
    updatedAt: at,
  };
}
