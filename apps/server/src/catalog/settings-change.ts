import { canonicalJson, type JsonValue } from '@kontor/core';
import type { StoredIntegration } from '../postgres/integration-store.ts';

/** The settings that a provider may change later. What is left out stays. */
export type Change = {
  readonly [Key in keyof Omit<
    StoredIntegration,
    'id' | 'ownerTeamId' | 'slug' | 'createdAt' | 'updatedAt'
  >]?: StoredIntegration[Key] | undefined;
};

type Values = Record<string, JsonValue>;

/** The integration after a change, and what differs; `null` when nothing does. */
export function changeOf(
  integration: StoredIntegration,
  change: Change,
  at: Date,
): {
  readonly after: StoredIntegration;
  readonly changed: { readonly before: Values; readonly after: Values } | null;
} {
  const { createdAt: _created, updatedAt: _updated, ...current } = integration;
  const former: Values = current;
  const before: Values = {};
  const after: Values = {};
  for (const [key, value] of Object.entries(change)) {
    const was = former[key] ?? null;
    if (value === undefined || canonicalJson(value) === canonicalJson(was)) continue;
    before[key] = was;
    after[key] = value;
  }
  if (Object.keys(after).length === 0) return { after: integration, changed: null };
  return { after: { ...integration, ...after, updatedAt: at }, changed: { before, after } };
}
