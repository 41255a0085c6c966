import { answerOf, type ProviderOutcome, type Refusal, type Result } from '@kontor/core';
import {
  acceptTransferRequest,
  createTransferRequest,
  getResource,
  verifyTransferRequest,
} from '@kontor/protocol/partner';
import {
  installationId,
  type ResolvedBillingPlan,
  resolveBillingPlan,
  teamId,
} from '@kontor/protocol/vocabulary';
import { asSystem, type GatewayPorts } from './gateway-call.ts';
import { outcomeOf } from './outcome-of.ts';

/** Whom a call is made for. */
type About = {
  readonly teamId: string;
  readonly installationId: string;
  readonly traceId: string;
};
type Claim = About & { readonly providerClaimId: string };

/** The three steps in which resources move to another installation. @see spec/transfers.md */
export type TransferCalls = {
  /** In the source: answers the provider's name for the move. */
  readonly create: (
    about: About & {
      readonly externalIds: readonly string[];
      readonly expiresAt: Date;
      readonly idempotencyKey: string;
    },
  ) => Promise<Result<string, Refusal>>;
  /** In the target: the plan that it has to take, or null where its present one will do. */
  readonly verify: (claim: Claim) => Promise<Result<ResolvedBillingPlan | null, Refusal>>;
  /** In the target. */
  readonly accept: (
    claim: Claim & { readonly idempotencyKey: string },
  ) => Promise<ProviderOutcome<null>>;
  /** Whether the target has all of these, or none; undefined where that cannot be known. */
  readonly has: (
    about: About & { readonly externalIds: readonly string[] },
  ) => Promise<boolean | undefined>;
};

export function createTransferCalls(ports: GatewayPorts): TransferCalls {
  const { client } = ports;
  return {
    create: async ({ externalIds, expiresAt, idempotencyKey, ...about }) =>
      answerOf(
        outcomeOf(
          await client.call(createTransferRequest, {
            ...(await asSystem(ports, branded(about))),
            idempotencyKey,
            params: { installationId: about.installationId },
            body: { resourceIds: [...externalIds], expiresAt: expiresAt.getTime() },
          }),
          ({ providerClaimId }) => providerClaimId,
        ),
      ),
    verify: async ({ providerClaimId, ...about }) =>
      answerOf(
        outcomeOf(
          await client.call(verifyTransferRequest, {
            ...(await asSystem(ports, branded(about))),
            params: { installationId: about.installationId, providerClaimId },
          }),
          ({ newBillingPlan }) =>
            newBillingPlan === undefined ? null : resolveBillingPlan(newBillingPlan),
        ),
      ),
    accept: async ({ providerClaimId, idempotencyKey, ...about }) =>
      outcomeOf(
        await client.call(acceptTransferRequest, {
          ...(await asSystem(ports, branded(about))),
          idempotencyKey,
          params: { installationId: about.installationId, providerClaimId },
        }),
        () => null,
      ),
    has: async ({ externalIds, ...about }) => {
      const found = new Set<boolean | undefined>();
      for (const resourceId of externalIds) {
        const outcome = outcomeOf(
          await client.call(getResource, {
            ...(await asSystem(ports, branded(about))),
            params: { installationId: about.installationId, resourceId },
          }),
          () => null,
        );
        found.add(isThere(outcome));
      }
      return found.size === 1 ? [...found][0] : undefined;
    },
  };
}

function isThere(outcome: ProviderOutcome<null>): boolean | undefined {
  if (outcome.kind === 'answered') return true;
  const status = outcome.kind === 'refused' ? outcome.refusal.status : undefined;
  return status === 404 || status === 410 ? false : undefined;
}

function branded(about: About) {
  return {
    teamId: teamId.parse(about.teamId),
    installationId: installationId.parse(about.installationId),
    traceId: about.traceId,
  };
}
