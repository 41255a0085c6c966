import {
  type ExternalResourceId,
  externalResourceId,
  type ResolvedBillingPlan,
} from '@kontor/protocol/vocabulary';
import type { Secret } from '../src/domain/keyset/secret.ts';
import type { Operation } from '../src/domain/operation/operation.ts';
import type { ProviderOutcome } from '../src/domain/operation/outcome.ts';
import type { ResourceReport } from '../src/domain/resource/resource.ts';
import type { Provider, PurchaseAnswer, RotationAnswer } from '../src/usecases/provider.ts';

type UnknownReason = Extract<ProviderOutcome<never>, { kind: 'unknown' }>['reason'];

/** What becomes of one call: whether the provider acts on it, and what the host gets to know. */
export type Fate = {
  readonly acts: boolean;
  /** In place of the true answer: another outcome, or the end of the host's process. */
  readonly comes?: ProviderOutcome<never> | 'death';
};

/** Nothing goes wrong. */
export const acts: Fate = { acts: true };
/** The provider acts, and the answer is lost. */
export const lost = (reason: UnknownReason): Fate => ({
  acts: true,
  comes: { kind: 'unknown', reason },
});
/** The request is lost after it was sent. */
export const dropped: Fate = { acts: false, comes: { kind: 'unknown', reason: 'cut' } };
export const refuses = (status: number): Fate => ({ acts: false, comes: refusal(status) });
/** What is to go was gone before. */
export const gone = (status: 404 | 410): Fate => ({ acts: true, comes: refusal(status) });
export const unreachable: Fate = { acts: false, comes: { kind: 'not-sent', reason: 'no route' } };
/** The provider acts, and the host's process dies before it has written down what came back. */
export const killed: Fate = { acts: true, comes: 'death' };

/** Ends whatever runs, as the end of the process does: nothing after it happens. */
export class ProcessDied extends Error {}

export type SeenCall = { readonly key: string; readonly asSystem: boolean };

/** A provider that does what it is asked and remembers keys, unless a fate is laid on the call. */
export function createFatefulProvider() {
  const fates: Fate[] = [];
  const seen: SeenCall[] = [];
  /** The plan of each installation. */
  const accounts = new Map<string, string>();
  const resources = new Map<string, ResourceReport>();
  /** What each key has made. */
  const made = new Map<string, ExternalResourceId>();
  /** What has got new secrets. */
  const rotated = new Set<string>();
  /** Invoices that it has credited. */
  const credited = new Set<string>();
  /** Installations that it was told of once more. */
  const renewed = new Set<string>();
  let statesPlans = true;
  let secrets: readonly Secret[] = [{ name: 'DATABASE_URL', value: 'postgres://db' }];

  async function meet<Answer>(
    { idempotencyKey }: Operation,
    act: () => ProviderOutcome<Answer>,
    asSystem = false,
  ): Promise<ProviderOutcome<Answer>> {
    seen.push({ key: idempotencyKey, asSystem });
    const fate = fates.shift() ?? acts;
    const outcome = fate.acts ? act() : refusal(500);
    if (fate.comes === 'death') throw new ProcessDied();
    return fate.comes ?? outcome;
  }

  function make({ idempotencyKey, intent }: Operation): ResourceReport {
    if (intent.kind !== 'provision') throw new TypeError(`wrong intent ${intent.kind}`);
    const id = made.get(idempotencyKey) ?? externalResourceId.parse(`db_${made.size + 1}`);
    const report: ResourceReport = {
      ...{ externalId: id, name: intent.name, status: 'ready' },
      ...(statesPlans && { billingPlan: billingPlan(intent.billingPlanId) }),
    };
    made.set(idempotencyKey, id);
    resources.set(id, report);
    return report;
  }

  function rename({ intent }: Operation): ProviderOutcome<ResourceReport> {
    if (intent.kind !== 'update-resource') throw new TypeError(`wrong intent ${intent.kind}`);
    const former = resources.get(intent.externalId);
    if (former === undefined) return refusal(404);
    const report = { ...former, name: intent.name ?? former.name };
    resources.set(former.externalId, report);
    return answer(report);
  }

  const provider: Provider = {
    upsertInstallation: (operation) =>
      meet(operation, () => {
        if (accounts.has(operation.installationId)) renewed.add(operation.installationId);
        accounts.set(operation.installationId, 'free');
        return answer({});
      }),
    updateInstallation: (operation) =>
      meet(operation, () => {
        const { intent } = operation;
        const plan = intent.kind === 'update-installation' ? intent.billingPlanId : '';
        accounts.set(operation.installationId, plan);
        return answer({ billingPlan: billingPlan(plan) });
      }),
    getInstallation: (operation) =>
      meet(
        operation,
        () => answer({ billingPlan: billingPlan(accounts.get(operation.installationId) ?? '') }),
        true,
      ),
    deleteInstallation: (operation, options) =>
      meet<{ isFinalized: boolean }>(
        operation,
        () =>
          accounts.delete(operation.installationId) ? answer({ isFinalized: false }) : refusal(404),
        options?.asSystem,
      ),
    provisionResource: (operation) =>
      meet(operation, () => answer({ ...make(operation), secrets })),
    updateResource: (operation) => meet(operation, () => rename(operation)),
    provisionPurchase: (operation) =>
      meet<PurchaseAnswer>(operation, () => {
        const { intent } = operation;
        credited.add(intent.kind === 'provision-purchase' ? intent.invoiceId : '');
        const reportedAt = new Date('2026-01-05T10:00:00Z');
        return answer({ reportedAt, balances: [{ currencyValueInCents: 500 }] });
      }),
    rotateSecrets: (operation) =>
      meet<RotationAnswer>(operation, () => {
        const { intent } = operation;
        rotated.add(intent.kind === 'rotate-secrets' ? intent.externalId : '');
        return answer({ sync: true, secrets });
      }),
    getResource: (operation, externalId) =>
      meet<ResourceReport>(
        operation,
        () => {
          const report = resources.get(externalId);
          return report === undefined ? refusal(404) : answer(report);
        },
        true,
      ),
    listResources: (operation) => meet(operation, () => answer([...resources.values()]), true),
    deleteResource: (operation, externalId, options) =>
      meet<null>(
        operation,
        () => (resources.delete(externalId) ? answer(null) : refusal(404)),
        options?.asSystem,
      ),
  };

  return {
    provider,
    seen,
    accounts,
    resources,
    rotated,
    credited,
    renewed,
    /** Lays fates on the next calls, one each. */
    meets: (...next: readonly Fate[]) => fates.push(...next),
    /** The secrets of what it makes from now on. */
    gives: (next: readonly Secret[]) => {
      secrets = next;
    },
    /** From now on it answers resources without a plan. */
    statesNoPlans: () => {
      statesPlans = false;
    },
    /** Something it has that no call of this world made. */
    keep: (report: ResourceReport) => resources.set(report.externalId, report),
  };
}

function answer<Answer>(given: Answer): ProviderOutcome<Answer> {
  return { kind: 'answered', answer: given };
}

function refusal(status: number): ProviderOutcome<never> {
  return {
    kind: 'refused',
    refusal: { status, code: 'no', message: 'Not like this.' },
    isRetryable: status === 429,
  };
}

function billingPlan(id: string): ResolvedBillingPlan {
  return {
    id,
    type: 'subscription',
    name: id,
    description: '',
    scope: 'installation',
    paymentMethodRequired: false,
  };
}
