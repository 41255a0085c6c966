import {
  type ProviderEvent,
  type PushedSecrets,
  platformEndpoints,
} from '@kontor/protocol/platform';
import { restEndpoints } from '@kontor/protocol/rest';
import { callHost, type HostCall, type HostCallOptions } from './call-host.ts';

const {
  actOnInvoice,
  createEvent,
  deleteExperimentationItem,
  deleteInstallationResource,
  finalizeBilling,
  getAccount,
  getInvoice,
  getExperimentationConfig,
  getInstallationResource,
  getMember,
  importResource,
  listInstallationResources,
  patchExperimentationItem,
  patchResource,
  putExperimentationConfig,
  putExperimentationItems,
  revokeCredentials,
  rotateCredentials,
  submitBalances,
  submitBillingData,
  submitInvoice,
  updateDeploymentAction,
  updateInstallation,
  updateResourceSecrets,
} = platformEndpoints;

const { createProjectCheck, getDeployment, listProjectChecks, updateDeploymentCheckRun } =
  restEndpoints;

/** An action of a resource for a deployment, as its webhook names it. */
type DeploymentAction = {
  readonly deploymentId: string;
  readonly resourceId: string;
  readonly action: string;
};

export type HostClientOptions = HostCallOptions;
export type HostClient = ReturnType<typeof createHostClient>;

/**
 * Calls the host on behalf of one installation. Every method throws a `HostError`, and takes a signal
 * to give up with.
 *
 * @see spec/platform-api.md §2
 */
export function createHostClient(options: HostClientOptions) {
  return {
    /** Whom to contact about the team: ask each time, because people change. @see spec/concepts.md — C5 */
    getAccount: (signal?: AbortSignal) => callHost(options, getAccount, { signal }),

    /** What a member may do; `memberId` is the `userId` of a caller. */
    getMember: (memberId: string, signal?: AbortSignal) =>
      callHost(options, getMember, { parameters: { memberId }, signal }),

    /** Has the host read an installation or a resource again. Repeating it is harmless. */
    sendEvent: (event: ProviderEvent, signal?: AbortSignal) =>
      callHost(options, createEvent, { body: { event }, signal }),

    /** Changes what the host shows of the installation. */
    updateInstallation: (change: Body<typeof updateInstallation>, signal?: AbortSignal) =>
      callHost(options, updateInstallation, { body: change, signal }),

    /**
     * Another access token for the installation, with the client secret as second proof. Store it,
     * use it, and revoke the former one then.
     */
    rotateCredentials: (proof: Body<typeof rotateCredentials>, signal?: AbortSignal) =>
      callHost(options, rotateCredentials, { body: proof, signal }),

    /** Ends one access token; ending it again is a success. The last one cannot be ended. */
    revokeCredentials: (proof: Body<typeof revokeCredentials>, signal?: AbortSignal) =>
      callHost(options, revokeCredentials, { body: proof, signal }),

    /** All resources that the host knows of, whatever made them. */
    listResources: async (signal?: AbortSignal) =>
      (await callHost(options, listInstallationResources, { signal })).resources,

    getResource: (resourceId: string, signal?: AbortSignal) =>
      callHost(options, getInstallationResource, { parameters: { resourceId }, signal }),

    /** Makes a resource known that was created on your side; one that is known already is updated. */
    importResource: (
      resourceId: string,
      resource: Body<typeof importResource>,
      signal?: AbortSignal,
    ) => callHost(options, importResource, { parameters: { resourceId }, body: resource, signal }),

    updateResource: (
      resourceId: string,
      change: Body<typeof patchResource>,
      signal?: AbortSignal,
    ) => callHost(options, patchResource, { parameters: { resourceId }, body: change, signal }),

    /** Tells that a resource is gone on your side. */
    deleteResource: (resourceId: string, signal?: AbortSignal) =>
      callHost(options, deleteInstallationResource, { parameters: { resourceId }, signal }),

    /**
     * Replaces all secrets of a resource, or with `partial` those that are listed; the variables of
     * connected projects follow. Also ends a rotation that was answered with `sync: false`.
     */
    updateSecrets: (resourceId: string, secrets: PushedSecrets, signal?: AbortSignal) =>
      callHost(options, updateResourceSecrets, {
        parameters: { resourceId },
        body: secrets,
        signal,
      }),

    /** Tells how an action for a deployment goes, with the secrets that deployment gets alone. */
    reportDeploymentAction: (
      { deploymentId, resourceId, action }: DeploymentAction,
      report: Body<typeof updateDeploymentAction>,
      signal?: AbortSignal,
    ) =>
      callHost(options, updateDeploymentAction, {
        parameters: { deploymentId, resourceId, action },
        body: report,
        signal,
      }),

    /** How a deployment of a connected project stands; named by its id or address. */
    getDeployment: (idOrUrl: string, signal?: AbortSignal) =>
      callHost(options, getDeployment, { parameters: { idOrUrl }, signal }),

    /** Adds a check: from then on each deployment of the project is to be judged. */
    createCheck: (project: string, check: Body<typeof createProjectCheck>, signal?: AbortSignal) =>
      callHost(options, createProjectCheck, { parameters: { project }, body: check, signal }),

    /** The checks of a project that are yours. */
    listChecks: async (project: string, signal?: AbortSignal) =>
      (await callHost(options, listProjectChecks, { parameters: { project }, signal })).checks,

    /** Tells how a check run goes, or concludes it: answers `deployment.checkrun.start`. */
    reportCheckRun: (
      { deploymentId, checkRunId }: { readonly deploymentId: string; readonly checkRunId: string },
      report: Body<typeof updateDeploymentCheckRun>,
      signal?: AbortSignal,
    ) =>
      callHost(options, updateDeploymentCheckRun, {
        parameters: { deploymentId, checkRunId },
        body: report,
        signal,
      }),

    /**
     * What was used and is owed so far, as running totals, to be shown: nothing is charged by it.
     * Send it at least daily; the newest `timestamp` holds.
     */
    submitBillingData: (data: Body<typeof submitBillingData>, signal?: AbortSignal) =>
      callHost(options, submitBillingData, { body: data, signal }),

    /** What is left of prepayments; the newest `timestamp` holds. */
    submitBalances: (balances: Body<typeof submitBalances>, signal?: AbortSignal) =>
      callHost(options, submitBalances, { body: balances, signal }),

    /** Bills the team. Give it an `externalId`, so that sending it again is refused as a duplicate. */
    submitInvoice: (invoice: Body<typeof submitInvoice>, signal?: AbortSignal) =>
      callHost(options, submitInvoice, { body: invoice, signal }),

    /** How an invoice stands. */
    getInvoice: (invoiceId: string, signal?: AbortSignal) =>
      callHost(options, getInvoice, { parameters: { invoiceId }, signal }),

    /** Pays back, or cancels what was not charged. */
    refundInvoice: (
      invoiceId: string,
      refund: { readonly total: string; readonly reason: string },
      signal?: AbortSignal,
    ) =>
      callHost(options, actOnInvoice, {
        parameters: { invoiceId },
        body: { action: 'refund', ...refund },
        signal,
      }),

    /** Promises that no more invoices will come, so that a removed installation need not wait. */
    finalizeBilling: (signal?: AbortSignal) => callHost(options, finalizeBilling, { signal }),

    /** Makes flags and experiments known, fifty at most; those that are known are updated. */
    putExperimentationItems: (
      resourceId: string,
      items: Body<typeof putExperimentationItems>['items'],
      signal?: AbortSignal,
    ) =>
      callHost(options, putExperimentationItems, {
        parameters: { resourceId },
        body: { items },
        signal,
      }),

    updateExperimentationItem: (
      resourceId: string,
      itemId: string,
      change: Body<typeof patchExperimentationItem>,
      signal?: AbortSignal,
    ) =>
      callHost(options, patchExperimentationItem, {
        parameters: { resourceId, itemId },
        body: change,
        signal,
      }),

    deleteExperimentationItem: (resourceId: string, itemId: string, signal?: AbortSignal) =>
      callHost(options, deleteExperimentationItem, { parameters: { resourceId, itemId }, signal }),

    /** The values that connected projects read; refused as not found while the team does not sync. */
    getExperimentationConfig: (resourceId: string, signal?: AbortSignal) =>
      callHost(options, getExperimentationConfig, { parameters: { resourceId }, signal }),

    /** Replaces all values that connected projects read. */
    putExperimentationConfig: (
      resourceId: string,
      data: Body<typeof putExperimentationConfig>['data'],
      signal?: AbortSignal,
    ) =>
      callHost(options, putExperimentationConfig, {
        parameters: { resourceId },
        body: { data },
        signal,
      }),
  };
}

type Body<Endpoint extends Parameters<typeof callHost>[1]> =
  HostCall<Endpoint> extends { body: infer Content } ? Content : never;
