import type {
  Balance,
  ExternalResourceId,
  InstallationId,
  IntegrationId,
  Metadata,
  ResolvedBillingPlan,
  TeamId,
} from '@kontor/protocol/vocabulary';
import type { InstallationReport } from '../domain/installation/installation.ts';
import type { Secret } from '../domain/keyset/secret.ts';
import type { Operation } from '../domain/operation/operation.ts';
import type { ProviderOutcome } from '../domain/operation/outcome.ts';
import type { ResourceReport } from '../domain/resource/resource.ts';

/** What a provider answers to provisioning: the only report that carries secrets. */
export type ProvisionedReport = ResourceReport & { readonly secrets: readonly Secret[] };

/** New secrets at once, all or with `partial` those that change; or a promise to send them. */
export type RotationAnswer =
  | {
      readonly sync: true;
      readonly secrets: readonly Secret[];
      readonly partial?: boolean | undefined;
    }
  | { readonly sync: false };

/** What is left after a purchase was credited, by the provider's clock. */
export type PurchaseAnswer = { readonly reportedAt: Date; readonly balances: readonly Balance[] };

/** An installation as a provider knows it: whom a call is about when no operation is. */
export type InstallationRef = {
  readonly teamId: TeamId;
  readonly integrationId: IntegrationId;
  readonly installationId: InstallationId;
};

/**
 * The provider behind an installation, as use cases speak to it. Calls for an operation carry its
 * key and speak for its actor; `asSystem` speaks for nobody, as cleaning up does.
 */
export type Provider = {
  readonly upsertInstallation: (
    operation: Operation,
  ) => Promise<ProviderOutcome<InstallationReport>>;
  readonly updateInstallation: (
    operation: Operation,
  ) => Promise<ProviderOutcome<InstallationReport>>;
  readonly getInstallation: (operation: Operation) => Promise<ProviderOutcome<InstallationReport>>;
  readonly deleteInstallation: (
    operation: Operation,
    options?: { readonly asSystem: boolean },
  ) => Promise<ProviderOutcome<{ readonly isFinalized: boolean }>>;
  readonly provisionResource: (operation: Operation) => Promise<ProviderOutcome<ProvisionedReport>>;
  readonly updateResource: (operation: Operation) => Promise<ProviderOutcome<ResourceReport>>;
  readonly rotateSecrets: (operation: Operation) => Promise<ProviderOutcome<RotationAnswer>>;
  readonly provisionPurchase: (operation: Operation) => Promise<ProviderOutcome<PurchaseAnswer>>;
  readonly getResource: (
    operation: Operation,
    externalId: ExternalResourceId,
  ) => Promise<ProviderOutcome<ResourceReport>>;
  readonly listResources: (
    operation: Operation,
  ) => Promise<ProviderOutcome<readonly ResourceReport[]>>;
  readonly deleteResource: (
    operation: Operation,
    externalId: ExternalResourceId,
    options?: { readonly asSystem: boolean },
  ) => Promise<ProviderOutcome<null>>;
};

/** Plans are asked for whenever they are needed, never kept. @see spec/concepts.md — C11 */
export type PlanSource = {
  readonly forProduct: (question: {
    readonly teamId: TeamId;
    readonly integrationId: IntegrationId;
    readonly installationId: InstallationId | null;
    readonly product: string;
    readonly metadata: Metadata;
  }) => Promise<ProviderOutcome<readonly ResolvedBillingPlan[]>>;
  readonly forResource: (
    question: InstallationRef & {
      readonly externalId: ExternalResourceId;
      readonly metadata?: Metadata;
    },
  ) => Promise<ProviderOutcome<readonly ResolvedBillingPlan[]>>;
  readonly forInstallation: (
    question: InstallationRef,
  ) => Promise<ProviderOutcome<readonly ResolvedBillingPlan[]>>;
};

/** Reads that follow no operation, such as after a provider's nudge. */
export type StateReader = {
  readonly getResource: (
    ref: InstallationRef,
    externalId: ExternalResourceId,
  ) => Promise<ProviderOutcome<ResourceReport>>;
  readonly getInstallation: (ref: InstallationRef) => Promise<ProviderOutcome<InstallationReport>>;
  /** All that it has in the installation, where it says so at all. */
  readonly listResources: (
    ref: InstallationRef,
  ) => Promise<ProviderOutcome<readonly ResourceReport[]>>;
};
