import type { ExternalResourceId } from '@kontor/protocol/vocabulary';
import type { ProviderOutcome } from '../../domain/operation/outcome.ts';
import type { AccountReading } from '../../domain/reconciliation/compare-account.ts';
import type { Reading } from '../../domain/reconciliation/compare-resource.ts';
import type { ResourceReport } from '../../domain/resource/resource.ts';
import type { InstallationRef, StateReader } from '../provider.ts';

/** Why a provider could not be compared with, and when it asks to be asked again. */
export type Unanswered = { readonly reason: string; readonly retryAfterMs?: number };

type NoAnswer = Exclude<ProviderOutcome<unknown>, { readonly kind: 'answered' }>;

/** Asks a provider about one installation, and no further once it is ill or says "not now". */
export function createQuestions(state: StateReader, ref: InstallationRef) {
  const resources = new Set<string>();
  let unanswered: Unanswered | undefined;
  let isOver = false;

  function note(outcome: NoAnswer): undefined {
    unanswered ??= whyOf(outcome);
    isOver ||= isIll(outcome);
  }

  return {
    /** How many resources it was asked about, and why it did not answer everything. */
    soFar: () => ({ resources: resources.size, unanswered }),
    account: async (): Promise<AccountReading | undefined> => {
      const outcome = await state.getInstallation(ref);
      if (outcome.kind === 'answered') return { kind: 'there', report: outcome.answer };
      return goneOf(outcome) ?? note(outcome);
    },
    resource: async (externalId: ExternalResourceId): Promise<Reading | undefined> => {
      if (isOver) return undefined;
      const outcome = await state.getResource(ref, externalId);
      resources.add(externalId);
      if (outcome.kind === 'answered') return { kind: 'there', report: outcome.answer };
      return goneOf(outcome) ?? note(outcome);
    },
    /** Everything that it says it has; undefined where it does not say. @see spec/partner-api.md §4.9 */
    list: async (): Promise<readonly ResourceReport[] | undefined> => {
      if (isOver) return undefined;
      const outcome = await state.listResources(ref);
      // not to list is no failure: it may never have learnt to
      if (outcome.kind !== 'answered') return isIll(outcome) ? note(outcome) : undefined;
      for (const { externalId } of outcome.answer) resources.add(externalId);
      return outcome.answer;
    },
  };
}

export type Questions = ReturnType<typeof createQuestions>;

function goneOf(outcome: NoAnswer): { readonly kind: 'gone'; readonly said: string } | undefined {
  if (outcome.kind !== 'refused' || ![404, 410].includes(outcome.refusal.status)) return undefined;
  return { kind: 'gone', said: String(outcome.refusal.status) };
}

/** Whether it is to be left alone for now, and not only cannot answer this one question. */
function isIll(outcome: NoAnswer): boolean {
  switch (outcome.kind) {
    case 'refused':
      return outcome.isRetryable;
    case 'not-sent':
      return true;
    case 'unknown':
      return outcome.reason !== 'server_error' && outcome.reason !== 'unreadable';
  }
}

function whyOf(outcome: NoAnswer): Unanswered {
  const after =
    outcome.kind === 'not-sent' || outcome.retryAfterMs === undefined
      ? {}
      : { retryAfterMs: outcome.retryAfterMs };
  if (outcome.kind === 'refused') return { reason: `refused: ${outcome.refusal.status}`, ...after };
  return { reason: `${outcome.kind}: ${outcome.reason}`, ...after };
}
