import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { eventually } from '../../world/story.ts';
import type { Operation, Trial } from '../asking.ts';
import type { Choices } from '../choices.ts';
import type { Installation, Purchase, Resource, Team, TopUpRule } from '../model.ts';
import { turnedAway } from '../rights.ts';
import { LATE_MS } from '../stage.ts';
import { monthAfter, monthOf, timeOf } from './clocks.ts';
import { resourceScene } from './marketplace.ts';
import { awaitCredit, leavesRoom } from './money.ts';
import { providerScene } from './provider.ts';

/** In dollars, as the plan sells them at once. */
const SOLD = { least: 10, most: 500 };

const setTopUpRule: Operation = (trial, choices) => {
  const scene = resourceScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, resource } = scene;
  const billingPlanId = choices.rarely(6) ? 'pro' : 'credits';
  const below = choices.oneOf('20.00', '5.00');
  const buys = drawAmount(choices);
  const atMostPerMonth = choices.oneOf(null, '30.00', '10.00');
  const isSold = Number(buys) >= SOLD.least && Number(buys) <= SOLD.most;
  return trial.ask(k.setTopUpRule, {
    by,
    call: {
      params: placeOf(scene),
      body: { billingPlanId, below, buys, atMostPerMonth },
    },
    refusal:
      turnedAway(team, by, 'billing:manage') ??
      whyNotThere(team, scene) ??
      (resource.plan === billingPlanId ? undefined : 'billing_plan_not_found') ??
      (billingPlanId === 'credits' ? undefined : 'billing_plan_unavailable') ??
      (isSold ? undefined : 'invalid_request') ??
      (Number(atMostPerMonth ?? buys) < Number(buys) ? 'invalid_request' : undefined),
    takeOver: () => {
      const former = team.topUpRules.get(resource.id);
      // what waits for the balance to rise goes on waiting, and what had stopped begins anew
      const isArmed = former === undefined || former.isArmed || former.stoppedFor !== null;
      const fresh = { isArmed, stoppedFor: null, heldUntil: undefined };
      team.topUpRules.set(resource.id, { below, buys, atMostPerMonth, ...fresh });
    },
  });
};

/** What has moved is in the history of one team, without what came to it later, and the other has it. */
function whyNotThere(team: Team, { installation, resource }: Scene): string | undefined {
  const own = team.installations.find(({ id }) => id === installation.id);
  if (own === undefined) return 'installation_not_found';
  if (own.isEnded) return 'not_installed';
  return own.resources.includes(resource) && !resource.isGone ? undefined : 'resource_not_found';
}

const removeTopUpRule: Operation = (trial, choices) => {
  const scene = resourceScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, resource } = scene;
  return trial.ask(k.removeTopUpRule, {
    by,
    call: { params: placeOf(scene) },
    refusal:
      turnedAway(team, by, 'billing:manage') ??
      (team.topUpRules.has(resource.id) ? undefined : 'top_up_rule_not_found'),
    takeOver: () => void team.topUpRules.delete(resource.id),
  });
};

/** A provider says what is left. What came last by its clock holds, and what follows is bought at once. */
const reportBalance: Operation = (trial, choices) => {
  const scene = providerScene(trial, choices, choices.rarely(6) ? undefined : 'credits');
  if (scene === undefined) return undefined;
  const { team, by, installation, resource } = scene;
  const cents = choices.oneOf(100, 3_000, 1_000);
  const former = resource.balance;
  const isOld = choices.rarely(6) && former !== undefined;
  const at = isOld ? former.at - 1 : Math.max((former?.at ?? 0) + 2, timeOf(team));
  return trial.ask(p.submitBalances, {
    by,
    call: {
      params: { installationId: installation.id },
      body: {
        timestamp: new Date(at).toISOString(),
        balances: [{ resourceId: resource.externalId, currencyValueInCents: cents }],
      },
    },
    refusal: undefined,
    takeOver: async () => {
      if (!isOld) resource.balance = { at, cents };
      const bought = fillUp(team, installation, resource);
      if (bought !== undefined) await learnPurchase(trial, team, bought);
    },
  });
};

/** What is bought by itself, if something is. */
function fillUp(
  team: Team,
  { id }: Installation,
  { id: resource, plan, balance }: Resource,
): Purchase | undefined {
  const rule = team.topUpRules.get(resource);
  if (rule === undefined || balance === undefined) return undefined;
  if (balance.cents >= Number(rule.below) * 100) {
    rule.isArmed = true;
    return undefined;
  }
  if (!rule.isArmed || rule.stoppedFor !== null || isHeld(team, rule)) return undefined;
  const bought = boughtByItself(team, resource) + Number(rule.buys);
  if (plan !== 'credits') rule.stoppedFor = 'plan_changed';
  else if (rule.atMostPerMonth !== null && bought > Number(rule.atMostPerMonth))
    rule.heldUntil = monthAfter(monthOf(team));
  else if (!leavesRoom(team, Number(rule.buys))) rule.stoppedFor = 'spend_limit';
  else {
    rule.isArmed = false;
    return {
      id: '',
      amount: rule.buys,
      month: monthOf(team),
      filledUp: { installation: id, resource },
    };
  }
  return undefined;
}

export const isHeld = (team: Team, { heldUntil }: TopUpRule): boolean =>
  heldUntil !== undefined && heldUntil > timeOf(team);

/** In dollars, of a resource within the month. */
export const boughtByItself = (team: Team, resource: string) =>
  team.purchases
    .filter(({ filledUp, month }) => filledUp?.resource === resource && month === monthOf(team))
    .reduce((sum, { amount }) => sum + Number(amount), 0);

/** The host charges for it and tells the provider by itself, a moment later. */
async function learnPurchase(trial: Trial, team: Team, bought: Purchase): Promise<void> {
  const known = new Set(team.purchases.map(({ id }) => id));
  const params = { team: team.slug };
  const found = await eventually(async () => {
    const { body } = await trial.ownerOf(team)(k.listPurchases, { params, query: { limit: 100 } });
    return body.purchases.find(({ invoiceId }) => !known.has(invoiceId));
  }, LATE_MS);
  team.purchases.push({ ...bought, id: found.invoiceId });
  await awaitCredit(trial, team, found.invoiceId);
}

function drawAmount(choices: Choices): TopUpRule['buys'] {
  return choices.rarely(6) ? choices.oneOf('5.00', '501.00') : choices.oneOf('10.00', '20.00');
}

type Scene = NonNullable<ReturnType<typeof resourceScene>>;

const placeOf = ({ params: { team, resource: subject }, installation }: Scene) => {
  return { team, subject, installation: installation.id };
};

export const topUpOperations = { setTopUpRule, removeTopUpRule, reportBalance };
