import type {
  Operation,
  Provider,
  ProviderOutcome,
  ProvisionedReport,
  ResourceReport,
  RotationAnswer,
  Secret,
} from '@kontor/core';
import type { ExternalResourceId } from '@kontor/protocol/vocabulary';
import { builtAt } from './built-at.ts';
import { mint } from './mint.ts';

type Call = keyof Provider;

/** What comes back from one call in place of the true answer, and whether the provider acts on it. */
export type Scripted = {
  readonly outcome: ProviderOutcome<never>;
  readonly acts: boolean;
};

/** Outcomes to script calls with. */
export const outcomes = {
  refused: (status = 400): Scripted => ({
    outcome: {
      kind: 'refused',
      refusal: { status, code: 'no', message: 'Not like this.' },
      isRetryable: false,
    },
    acts: false,
  }),
  notSent: { outcome: { kind: 'not-sent', reason: 'no route' }, acts: false },
  /** It acted, and the answer was lost. */
  lost: { outcome: { kind: 'unknown', reason: 'timeout' }, acts: true },
  /** The request was lost after it was sent. */
  dropped: { outcome: { kind: 'unknown', reason: 'cut' }, acts: false },
} as const satisfies Record<string, Scripted | ((status?: number) => Scripted)>;

/** A provider that keeps what it is asked to keep, and answers otherwise where it is told to. */
export function createScriptedProvider() {
  const scripts = new Map<Call, Scripted[]>();
  const resources = new Map<string, ResourceReport>();
  const called: Call[] = [];
  const externalIds: ExternalResourceId[] = [];
  let rotation: RotationAnswer = { sync: false };
  let secrets: readonly Secret[] = [{ name: 'DATABASE_URL', value: 'postgres://db' }];

  async function meet<Answer>(
    call: Call,
    act: () => ProviderOutcome<Answer>,
  ): Promise<ProviderOutcome<Answer>> {
    called.push(call);
    const scripted = scripts.get(call)?.shift();
    if (scripted === undefined) return act();
    if (scripted.acts) act();
    return scripted.outcome;
  }

  const provider: Provider = {
    upsertInstallation: () => meet('upsertInstallation', () => answered({})),
    updateInstallation: () => meet('updateInstallation', () => answered({})),
    getInstallation: () => meet('getInstallation', () => answered({})),
    deleteInstallation: () =>
      meet('deleteInstallation', () => {
        resources.clear();
        return answered({ isFinalized: true });
      }),
    provisionResource: (operation) =>
      meet('provisionResource', () => answered(provision(operation))),
    updateResource: (operation) => meet('updateResource', () => update(operation)),
    provisionPurchase: () =>
      meet('provisionPurchase', () => answered({ reportedAt: builtAt, balances: [] })),
    rotateSecrets: () => meet('rotateSecrets', () => answered(rotation)),
    getResource: (_operation, externalId) =>
      meet('getResource', () => answerOr404(resources.get(externalId))),
    listResources: () => meet('listResources', () => answered([...resources.values()])),
    deleteResource: (_operation, externalId) =>
      meet('deleteResource', () => (resources.delete(externalId) ? answered(null) : notFound)),
  };

  function provision({ intent }: Operation): ProvisionedReport {
    const name = intent.kind === 'provision' ? intent.name : '';
    const externalId = externalIds.shift() ?? mint.external();
    const report: ResourceReport = { externalId, name, status: 'ready' };
    resources.set(report.externalId, report);
    return { ...report, secrets };
  }

  function update({ intent }: Operation): ProviderOutcome<ResourceReport> {
    if (intent.kind !== 'update-resource') return notFound;
    const former = resources.get(intent.externalId);
    if (former === undefined) return notFound;
    const { name = former.name, metadata = former.metadata } = intent;
    const changed = { ...former, name, metadata };
    resources.set(former.externalId, changed);
    return answered(changed);
  }

  return {
    provider,
    /** The names of the calls that came, in order. */
    called,
    /** Something it has already. */
    has: (report: ResourceReport) => resources.set(report.externalId, report),
    holds: (): readonly ResourceReport[] => [...resources.values()],
    /** The secrets of what it makes from now on. */
    gives: (next: readonly Secret[]) => {
      secrets = next;
    },
    /** What it answers to rotations from now on. */
    rotates: (answer: RotationAnswer) => {
      rotation = answer;
    },
    /** What it calls the next resource that it makes. */
    names: (externalId: ExternalResourceId) => {
      externalIds.push(externalId);
    },
    /** Lays outcomes on the next calls of a kind, one each. */
    script: (call: Call, ...next: readonly Scripted[]) => {
      scripts.set(call, [...(scripts.get(call) ?? []), ...next]);
    },
  };
}

function answered<Answer>(answer: Answer): ProviderOutcome<Answer> {
  return { kind: 'answered', answer };
}

const notFound = outcomes.refused(404).outcome;

function answerOr404<Answer>(answer: Answer | undefined): ProviderOutcome<Answer> {
  return answer === undefined ? notFound : answered(answer);
}
