import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { type Operation, sceneOf, type Trial } from '../asking.ts';
import type { Choices } from '../choices.ts';
import type { Approval, Team } from '../model.ts';
import { type Caller, has, turnedAway } from '../rights.ts';
import { monthOf } from './clocks.ts';
import { awaitCredit, saleScene, whyNotSold } from './money.ts';

/** Somebody lets an agent buy in their place, with a budget of its own or without. */
const createAgent: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  if (by.kind !== 'person') return undefined;
  const { person } = by;
  const name = `agent-${trial.next()}`;
  const budget = choices.oneOf(0, 25);
  const role = team.members.get(person);
  const isBeyond = by.through !== undefined || (role !== undefined && !has(role, 'purchase:make'));
  return trial.ask(k.createAgentToken, {
    by,
    call: {
      params: { team: team.slug },
      body: {
        ...{ agent: name, actions: ['purchase:make', 'installation:read'] },
        ...(budget > 0 && { budget: { perMonth: `${budget}.00` } }),
      },
    },
    refusal: turnedAway(team, by, 'team:read') ?? (isBeyond ? 'forbidden' : undefined),
    takeOver: ({ token, secret }) => {
      team.agents.push({
        id: token.id,
        secret,
        name,
        person,
        budget,
        spent: new Map(),
        isRevoked: false,
      });
    },
  });
};

const revokeAgent: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const agent = choices.of(team.agents.filter(({ isRevoked }) => !isRevoked));
  if (agent === undefined || by.kind !== 'person') return undefined;
  const role = team.members.get(by.person);
  const isOurs = agent.person === by.person || (role !== undefined && has(role, 'token:manage'));
  return trial.ask(k.deleteAgentToken, {
    by,
    call: { params: { team: team.slug, token: agent.id } },
    refusal: turnedAway(team, by, 'team:read') ?? (isOurs ? undefined : 'token_not_found'),
    takeOver: () => {
      agent.isRevoked = true;
    },
  });
};

/** What its budget does not allow waits until somebody approves it. */
const buyThroughAgent: Operation = (trial, choices) => {
  const scene = saleScene(trial, choices);
  const agents = scene?.team.agents.filter(({ isRevoked }) => !isRevoked || choices.rarely(4));
  const agent = choices.of(agents?.toReversed() ?? []);
  if (scene === undefined || agent === undefined) return undefined;
  const { team, installation, resource, amount, call } = scene;
  const month = monthOf(team);
  const spent = agent.spent.get(month) ?? 0;
  const isWithin = spent + Number(amount) <= agent.budget;
  return trial.ask(k.createPurchase, {
    by: { kind: 'agent', agent },
    call,
    success: isWithin ? 201 : 202,
    refusal:
      (agent.isRevoked ? 'unauthenticated' : undefined) ??
      turnedAway(team, { kind: 'person', person: agent.person }, 'purchase:make') ??
      whyNotSold(team, resource, amount) ??
      (isWithin && team.paymentMethod === undefined ? 'payment_method_missing' : undefined),
    takeOver: async ({ purchase, approval }) => {
      if (purchase !== null) {
        agent.spent.set(month, spent + Number(amount));
        team.purchases.push({ id: purchase.invoiceId, amount, month });
        return awaitCredit(trial, team, purchase.invoiceId);
      }
      team.approvals.push({
        ...{ id: approval?.id ?? '', agent, installation: installation.id, resource: resource.id },
        ...{ amount, state: 'pending', isDoubtful: false },
      });
    },
  });
};

const approve: Operation = (trial, choices) => {
  const scene = approvalScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, approval, params } = scene;
  const { state, amount } = approval;
  return trial.ask(k.approveApproval, {
    by,
    call: { params, body: { revision: 1 } },
    success: 200,
    refusal:
      mayNotDecide(scene) ??
      (isOver(team, approval) || state === 'refused' ? 'approval_ended' : undefined) ??
      (state === 'approved' ? undefined : whyNotBought(team, approval)),
    takeOver: async ({ purchase }) => {
      if (state === 'approved') return;
      approval.state = 'approved';
      const id = purchase?.invoiceId ?? '';
      team.purchases.push({ id, amount, month: monthOf(team) });
      await awaitCredit(trial, team, id);
    },
  });
};

const refuse: Operation = (trial, choices) => {
  const scene = approvalScene(trial, choices);
  // nobody knows whether the host has noticed yet
  if (scene === undefined || isOver(scene.team, scene.approval)) return undefined;
  const { by, approval, params } = scene;
  return trial.ask(k.refuseApproval, {
    by,
    call: { params, body: {} },
    refusal: mayNotDecide(scene) ?? (approval.state === 'approved' ? 'approval_ended' : undefined),
    takeOver: () => {
      approval.state = 'refused';
    },
  });
};

type ApprovalScene = {
  readonly team: Team;
  readonly by: Caller & { readonly kind: 'person' };
  readonly approval: Approval;
  readonly isOurs: boolean;
  readonly params: { readonly team: string; readonly approval: string };
};

/** What an agent waits for, and a person who decides over it: mostly one who may. */
function approvalScene(trial: Trial, choices: Choices): ApprovalScene | undefined {
  const { team, by } = sceneOf(trial, choices);
  const holder = choices.rarely(16) ? (choices.of(trial.model.teams) ?? team) : team;
  const approval = choices.of(
    holder.approvals.filter(({ isDoubtful }) => !isDoubtful).toReversed(),
  );
  if (approval === undefined || by.kind !== 'person') return undefined;
  const params = { team: team.slug, approval: approval.id };
  return { team, by, approval, params, isOurs: team === holder };
}

function mayNotDecide({ team, by, approval, isOurs }: ApprovalScene): string | undefined {
  const turned = turnedAway(team, by, 'installation:read');
  if (turned !== undefined) return turned;
  if (!isOurs) return 'approval_not_found';
  const role = team.members.get(by.person);
  const isOwn = approval.agent.person === by.person;
  if (role === undefined || !(isOwn || has(role, 'team:manage'))) return 'forbidden';
  return has(role, 'purchase:make') ? undefined : 'forbidden';
}

/** Whether its token has ended, or what it is about is gone. */
function isOver({ installations }: Team, { agent, resource, installation, state }: Approval) {
  if (state !== 'pending') return false;
  const holder = installations.find(({ id, isEnded }) => id === installation && !isEnded);
  const isThere = holder?.resources.some(({ id, isGone }) => id === resource && !isGone);
  return agent.isRevoked || !isThere;
}

function whyNotBought(team: Team, { resource, amount }: Approval): string | undefined {
  const found = team.installations
    .flatMap(({ resources }) => resources)
    .find(({ id }) => id === resource);
  if (found === undefined) return undefined;
  const unsold = whyNotSold(team, found, amount);
  return unsold ?? (team.paymentMethod === undefined ? 'payment_method_missing' : undefined);
}

/** Their agents end with them. */
export function endAgentsOf(team: Team, person: number): void {
  for (const agent of team.agents) if (agent.person === person) agent.isRevoked = true;
}

/** What waits may have been ended meanwhile, or not yet. */
export function doubt(team: Team, which: (approval: Approval) => boolean): void {
  for (const each of team.approvals) {
    if (each.state === 'pending' && which(each)) each.isDoubtful = true;
  }
}

export function doubtThoseOf(team: Team, person: number): void {
  doubt(team, ({ agent }) => agent.person === person);
}

export const agentOperations = { createAgent, revokeAgent, buyThroughAgent, approve, refuse };
