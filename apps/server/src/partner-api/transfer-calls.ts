import { answerOf, type ProviderOutcome, type Refusal, type Result } from '@kontor/core';
import {
  acceptTransferRequest,
  createTransferRequest,
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
  };
}

function branded(about: About) {
  return {
    teamId: teamId.parse(about.teamId),
    installationId: installationId.parse(about.installationId),
    traceId: about.traceId,
  };
}
