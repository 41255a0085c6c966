import { externalResourceId } from '@kontor/protocol/vocabulary';
import type { Secret } from '../src/domain/keyset/secret.ts';
import type { Operation } from '../src/domain/operation/operation.ts';
import type { ProviderOutcome } from '../src/domain/operation/outcome.ts';
import type { ResourceReport } from '../src/domain/resource/resource.ts';
import type { Provider, ProvisionedReport } from '../src/usecases/provider.ts';

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
export const refuses = (status: number): Fate => ({
  acts: false,
  comes: {
    kind: 'refused',
    refusal: { status, code: 'no', message: 'Not like this.' },
    isRetryable: status === 429,
  },
});
export const unreachable: Fate = { acts: false, comes: { kind: 'not-sent', reason: 'no route' } };
/** The provider acts, and the host's process dies before it has written down what came back. */
export const killed: Fate = { acts: true, comes: 'death' };

/** Ends whatever runs, as the end of the process does: nothing after it happens. */
export class ProcessDied extends Error {}

export type SeenCall = { readonly call: string; readonly key: string; readonly asSystem: boolean };

/** A provider that keeps what it is asked to keep, unless a fate is laid on the call. */
export function createFatefulProvider() {
  const fates: Fate[] = [];
  const seen: SeenCall[] = [];
  const accounts = new Set<string>();
  /** By the key of the call that made each, as a provider with idempotency keeps them. */
  const resources = new Map<string, ProvisionedReport>();
  let secrets: readonly Secret[] = [{ name: 'DATABASE_URL', value: 'postgres://db' }];

  async function meet<Answer>(
    call: string,
    { idempotencyKey }: Operation,
    act: () => ProviderOutcome<Answer>,
    asSystem = false,
  ): Promise<ProviderOutcome<Answer>> {
    seen.push({ call, key: idempotencyKey, asSystem });
    const fate = fates.shift();
    const outcome = fate === undefined || fate.acts ? act() : undefined;
    if (fate?.comes === 'death') throw new ProcessDied();
    return fate?.comes ?? outcome ?? { kind: 'unknown', reason: 'cut' };
  }

  function provisioned(operation: Operation): ProvisionedReport {
    const name = operation.intent.kind === 'provision' ? operation.intent.name : '';
    const made = resources.get(operation.idempotencyKey) ?? {
      externalId: externalResourceId.parse(`db_${resources.size + 1}`),
      name,
      status: 'ready',
      secrets,
    };
    resources.set(operation.idempotencyKey, made);
    return made;
  }

  const provider = {
    upsertInstallation: (operation) =>
      meet('open account', operation, () => {
        accounts.add(operation.installationId);
        return { kind: 'answered', answer: {} };
      }),
    deleteInstallation: (operation, options) =>
      meet<{ isFinalized: boolean }>(
        'close account',
        operation,
        () =>
          accounts.delete(operation.installationId)
            ? { kind: 'answered', answer: { isFinalized: true } }
            : notFound,
        options?.asSystem,
      ),
    provisionResource: (operation) =>
      meet('make resource', operation, () => ({
        kind: 'answered',
        answer: provisioned(operation),
      })),
    listResources: (operation) =>
      meet(
        'list resources',
        operation,
        () => ({ kind: 'answered', answer: [...resources.values()] }),
        true,
      ),
    deleteResource: (operation, externalId, options) =>
      meet<null>(
        'remove resource',
        operation,
        () => {
          const made = [...resources].find(([, each]) => each.externalId === externalId);
          if (made === undefined) return notFound;
          resources.delete(made[0]);
          return { kind: 'answered', answer: null };
        },
        options?.asSystem,
      ),
  } satisfies Partial<Provider>;

  return {
    provider,
    seen,
    accounts,
    /** Lays fates on the next calls, one each. */
    meets: (...next: readonly Fate[]) => fates.push(...next),
    resources: (): readonly ResourceReport[] => [...resources.values()],
    /** The secrets of what it makes from now on. */
    gives: (next: readonly Secret[]) => {
      secrets = next;
    },
    /** Something it has that no call of this world made. */
    keep: (report: ResourceReport) => resources.set(report.externalId, { ...report, secrets: [] }),
  };
}

const notFound: ProviderOutcome<never> = {
  kind: 'refused',
  refusal: { status: 404, code: 'not_found', message: 'There is none.' },
  isRetryable: false,
};
