import type { StandingThreshold, ThresholdStore } from '@kontor/core';
import type { TeamData } from './team-data.ts';

export function thresholdsIn({ thresholds, resources, balances }: TeamData): ThresholdStore {
  const keyOf = (installationId: string, resourceId: string | null) =>
    `${installationId} ${resourceId ?? ''}`;
  const externalIdOf = (resourceId: string | null) =>
    resourceId === null ? '' : resources.get(resourceId)?.externalId;
  const standing = (installationId: string, resourceId: string | null) => {
    const kept = thresholds.get(keyOf(installationId, resourceId));
    const balance = balances.get(`${installationId} ${externalIdOf(resourceId)}`)?.balance;
    const cents = balance?.currencyValueInCents;
    return kept && { ...kept, balanceInCents: cents === undefined ? null : String(cents) };
  };
  return {
    set: async (installationId, { at: _at, metadata: _metadata, ...wanted }) => {
      const key = keyOf(installationId, wanted.resourceId);
      const former = thresholds.get(key);
      const isArmed = former === undefined || former.isArmed || former.stoppedFor !== null;
      thresholds.set(key, {
        ...wanted,
        maximumAmountPerPeriodInCents: wanted.maximumAmountPerPeriodInCents,
        isArmed,
        stoppedFor: null,
        heldUntil: null,
        balanceInCents: null,
      });
    },
    lock: async (installationId, named) => {
      const active = [...resources.values()]
        .filter((each) => each.installationId === installationId && each.lifecycle === 'active')
        .filter(({ externalId }) => externalId !== null && named.includes(externalId))
        .map(({ id }) => id)
        .sort();
      const whole = named.includes(null) ? [null] : [];
      return [...whole, ...active].flatMap((id): StandingThreshold[] => {
        const found = standing(installationId, id);
        return found === undefined ? [] : [found];
      });
    },
    lockOne: async (installationId, resourceId) => standing(installationId, resourceId),
    save: async (installationId, { resourceId, isArmed, stoppedFor, heldUntil }) => {
      const key = keyOf(installationId, resourceId);
      const former = thresholds.get(key);
      if (former) thresholds.set(key, { ...former, isArmed, stoppedFor, heldUntil });
    },
  };
}
