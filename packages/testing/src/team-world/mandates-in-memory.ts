import { type MandateCharge, type MandateStore, sumOf } from '@kontor/core';
import { constrain } from './constraint.ts';
import type { TeamData } from './team-data.ts';

/** Memory knows no people, so whoever lets an agent act stands for an owner. */
export function mandatesIn(data: TeamData): MandateStore {
  const { mandates, mandateCharges } = data;
  const find: MandateStore['find'] = async (tokenId) => {
    const mandate = mandates.get(tokenId);
    return mandate && { ...mandate, role: 'owner' };
  };
  return {
    find,
    lock: find,
    insert: async (mandate) => {
      constrain(!mandates.has(mandate.tokenId), 'mandate_pkey');
      mandates.set(mandate.tokenId, mandate);
    },
    spending: async (tokenId, month) => {
      const own = [...mandateCharges.values()].filter((each) => each.tokenId === tokenId);
      const counted = own.flatMap((charge) => {
        const stand =
          +charge.month === +month ? standOf(data, charge) : heldSince(data, charge, month);
        return stand === undefined ? [] : [{ ...charge, stand }];
      });
      const amounts = (fits: (charge: (typeof counted)[number]) => boolean) =>
        sumOf(counted.filter(fits).map(({ amount }) => amount));
      return {
        spent: amounts(({ stand, isApproved }) => stand === 'done' && !isApproved),
        reserved: amounts(({ stand, isApproved }) => stand === 'begun' && !isApproved),
        approved: amounts(({ isApproved }) => isApproved),
      };
    },
    charge: async (charge) => {
      constrain(mandates.has(charge.tokenId), 'mandate_charge_token_id_fkey');
      constrain(!mandateCharges.has(charge.id), 'mandate_charge_pkey');
      mandateCharges.set(charge.id, charge);
    },
  };
}

type Stand = 'done' | 'begun' | undefined;

function standOf({ operations, purchases }: TeamData, { id }: MandateCharge): Stand {
  const operation = operations.get(id);
  if (operation?.status === 'succeeded') return 'done';
  if (operation?.status === 'running') return 'begun';
  const state = purchases.get(id)?.state;
  if (state === undefined || state === 'refused' || state === 'cancelled') return undefined;
  return state === 'credited' ? 'done' : 'begun';
}

/** A plan of a former month counts again for as long as it holds. */
function heldSince(
  { operations, resources, installations }: TeamData,
  { id, month: since, billingPlanId, installationId, resourceId }: MandateCharge,
  month: Date,
): Stand {
  if (since > month || operations.get(id)?.status !== 'succeeded') return undefined;
  const held = resourceId === null ? installations.get(installationId) : resources.get(resourceId);
  const isHeld =
    held !== undefined &&
    ['active', 'deleting', 'installed', 'uninstalling'].includes(held.lifecycle);
  return isHeld && held.billingPlan?.id === billingPlanId ? 'done' : undefined;
}
