import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { eventually } from '../../world/story.ts';
import { type Operation, sceneOf, type Trial } from '../asking.ts';
import type { Choices } from '../choices.ts';
import { isOpen, type Resource, resourcesOf, type Team } from '../model.ts';
import { turnedAway } from '../rights.ts';
import { LATE_MS } from '../stage.ts';
import { monthOf } from './clocks.ts';

const addPaymentMethod: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  return trial.ask(k.addPaymentMethod, {
    by,
    call: { params: { team: team.slug }, body: { token: 'test_ok' } },
    refusal: turnedAway(team, by, 'billing:manage'),
    takeOver: ({ paymentMethod }) => {
      team.paymentMethod = paymentMethod.id;
    },
  });
};

const removePaymentMethod: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const holder = choices.rarely(8) ? (choices.of(trial.model.teams) ?? team) : team;
  const paymentMethod = holder.paymentMethod;
  if (paymentMethod === undefined) return undefined;
  return trial.ask(k.removePaymentMethod, {
    by,
    call: { params: { team: team.slug, paymentMethod } },
    refusal:
      turnedAway(team, by, 'billing:manage') ??
      (holder === team ? undefined : 'payment_method_not_found') ??
      (costsSomething(team) ? 'payment_method_in_use' : undefined),
    takeOver: () => {
      team.paymentMethod = undefined;
    },
  });
};

/** Whether something that the team has is paid for, or was and is still owed. */
function costsSomething({ installations, invoices }: Team): boolean {
  if (invoices.some(isOpen)) return true;
  const plans = installations
    .filter(({ isEnded }) => !isEnded)
    .flatMap(({ plan, resources }) => [
      plan,
      ...resources.filter(({ isGone }) => !isGone).map((resource) => resource.plan),
    ]);
  return plans.some((plan) => plan !== '' && plan !== 'free');
}

const setLimit: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const { subject, isKnown, code } = drawSubject(team, choices);
  const limit = {
    amount: choices.oneOf('1000.00', '25.00'),
    hardStop: subject === 'team' && choices.rarely(2),
  };
  return trial.ask(k.setSpendLimit, {
    by,
    call: { params: { team: team.slug, subject }, body: limit },
    refusal: turnedAway(team, by, 'billing:manage') ?? (isKnown ? undefined : code),
    takeOver: () => void team.limits.set(subject, limit),
  });
};

const removeLimit: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const { subject } = drawSubject(team, choices);
  return trial.ask(k.removeSpendLimit, {
    by,
    call: { params: { team: team.slug, subject } },
    refusal:
      turnedAway(team, by, 'billing:manage') ??
      (team.limits.has(subject) ? undefined : 'spend_limit_not_found'),
    takeOver: () => void team.limits.delete(subject),
  });
};

function drawSubject(team: Team, choices: Choices) {
  const known = ['team', ...team.projects.map(({ id }) => id)];
  const subject = choices.rarely(12)
    ? 'prj_000000000000000000000000'
    : (choices.of(known) ?? 'team');
  return { subject, isKnown: known.includes(subject), code: 'project_not_found' };
}

const buyBalance: Operation = (trial, choices) => {
  const scene = saleScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, resource, amount, call } = scene;
  return trial.ask(k.createPurchase, {
    by,
    call,
    success: 201,
    refusal:
      turnedAway(team, by, 'purchase:make') ??
      whyNotSold(team, resource, amount) ??
      (team.paymentMethod ? undefined : 'payment_method_missing'),
    takeOver: ({ purchase }) => {
      const id = purchase?.invoiceId ?? '';
      team.purchases.push({ id, amount, month: monthOf(team) });
      return awaitCredit(trial, team, id);
    },
  });
};

/** A balance of a resource that somebody wants to buy: mostly of one that has some. */
export function saleScene(trial: Trial, choices: Choices) {
  const { team, by } = sceneOf(trial, choices);
  const all = resourcesOf(team);
  const sold = all.filter(({ resource }) => resource.plan === 'credits');
  const found = choices.of(choices.rarely(4) || sold.length === 0 ? all : sold);
  if (found === undefined) return undefined;
  const { installation, resource } = found;
  const amount = choices.oneOf('10.00', '20.00', '5.00', '501.00');
  const call = {
    params: { team: team.slug, installation: installation.id },
    body: { amount, resource: resource.id },
  };
  return { team, by, installation, resource, amount, call };
}

/** Why it is not sold, whoever pays. */
export function whyNotSold(team: Team, { plan }: Resource, amount: string): string | undefined {
  const isSold = Number(amount) >= 10 && Number(amount) <= 500;
  return (
    (plan === 'credits' ? undefined : 'billing_plan_unavailable') ??
    (isSold ? undefined : 'invalid_request') ??
    (leavesRoom(team, Number(amount)) ? undefined : 'spend_limit_reached')
  );
}

/** The provider of what was bought is told a moment later. */
export async function awaitCredit(trial: Trial, team: Team, invoice: string): Promise<void> {
  await eventually(async () => {
    const params = { team: team.slug, invoice };
    const { body } = await trial.ownerOf(team)(k.getPurchase, { params });
    return body.purchase.state === 'credited';
  }, LATE_MS);
}

/** Why a plan may not be taken, if so: what costs something needs to be payable and within the limit. */
export function mayCost(team: Team, plan: string): string | undefined {
  if (plan === 'free') return undefined;
  if (!leavesRoom(team, 0)) return 'spend_limit_reached';
  return team.paymentMethod ? undefined : 'payment_method_missing';
}

/** Whether the limit that is hard allows so much more; of what costs nobody knows how much, any more. */
export function leavesRoom(team: Team, more: number): boolean {
  const limit = team.limits.get('team');
  if (!limit?.hardStop) return true;
  const month = monthOf(team);
  const invoiced = [...team.purchases, ...team.invoices]
    .filter((each) => each.month === month)
    .reduce((sum, { amount }) => sum + Number(amount), 0);
  const spent = [...team.reports.values()]
    .filter(({ until }) => until >= month)
    .reduce((sum, { owed }) => sum + owed, invoiced);
  return more === 0 ? spent < Number(limit.amount) : spent + more <= Number(limit.amount);
}

export const moneyOperations = {
  addPaymentMethod,
  removePaymentMethod,
  setLimit,
  removeLimit,
  buyBalance,
};
