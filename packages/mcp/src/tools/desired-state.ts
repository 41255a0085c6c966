import { kontorEndpoints, type StatePlan } from '@kontor/protocol/kontor';
import { desiredState } from '@kontor/protocol/vocabulary';
import * as z from 'zod';
import * as input from '../inputs.ts';
import { Refused } from '../refused.ts';
import { tool } from '../tool.ts';

const plan = z.string().describe('Id of the plan, as plan_project answered it.');

export const planProject = tool({
  name: 'plan_project',
  title: 'Plan a project',
  description:
    'Compares what a project should have (the content of kontor.yaml as JSON: environments, resources, connections, variables, shared variables) with what it has. Nothing is changed. Says what would be done, what it costs a month, which terms a person must accept and which approvals are needed.',
  effect: 'changes',
  input: {
    project: input.project,
    state: z
      .record(z.string(), z.unknown())
      .describe(
        'environments, resources, connections, variables and shared, each by name; project may be left out.',
      ),
    prune: z
      .boolean()
      .default(false)
      .describe('Also plan to remove what earlier plans made and the file names no more.'),
    team: input.team,
  },
  run: async ({ project, state, prune, team }, desk) => {
    const wanted = desiredState.safeParse({ project, ...state });
    if (!wanted.success) throw unreadable(wanted.error);
    const { body } = await desk.call(kontorEndpoints.createStatePlan, {
      params: { team: await desk.team(team), project },
      body: { state: wanted.data, prune },
    });
    return planOf(body.plan);
  },
});

export const applyPlan = tool({
  name: 'apply_plan',
  title: 'Apply a plan',
  description:
    'Does what a plan says, once; again, it answers how far it is. Steps that need approval wait for a person, and the plan goes on by itself once they have decided. Tell the person what it costs before.',
  effect: 'changes',
  input: { plan, team: input.team },
  run: async ({ plan: id, team: named }, desk) => {
    const team = await desk.team(named);
    const { body } = await desk.call(kontorEndpoints.applyStatePlan, {
      params: { team, plan: id },
      body: {},
    });
    if (body.plan.status !== 'applying') return planOf(body.plan);
    const { body: waiting } = await desk.call(kontorEndpoints.listApprovals, {
      params: { team },
      query: { state: 'pending' },
    });
    return { ...planOf(body.plan), waitsFor: waiting.approvals.map(approvalOf) };
  },
});

export const showPlan = tool({
  name: 'show_plan',
  title: 'Show a plan',
  description: 'Shows a plan: what it does, what it costs, and how far it is.',
  effect: 'reads',
  input: { plan, team: input.team },
  run: async ({ plan: id, team }, desk) => {
    const { body } = await desk.call(kontorEndpoints.getStatePlan, {
      params: { team: await desk.team(team), plan: id },
    });
    return planOf(body.plan);
  },
});

export const showBudget = tool({
  name: 'show_budget',
  title: 'Show what may be done and spent',
  description:
    'Shows, to an agent with a token of its own, what its person gave it: products, projects, actions, and what is left of its budget. What goes beyond waits for their approval.',
  effect: 'reads',
  input: { team: input.team },
  run: async ({ team }, desk) => {
    const { body } = await desk.call(kontorEndpoints.getAgentToken, {
      params: { team: await desk.team(team), token: 'current' },
    });
    const { agent, person, actions, products, projects, environments, budget } = body.token;
    return { agent, actsFor: person.name, actions, products, projects, environments, budget };
  },
});

export const listApprovals = tool({
  name: 'list_approvals',
  title: 'List what waits for approval',
  description:
    'Lists what waits for a person to approve it, with the page on which they decide. An agent cannot decide itself: give the person the address.',
  effect: 'reads',
  input: { team: input.team },
  run: async ({ team }, desk) => {
    const { body } = await desk.call(kontorEndpoints.listApprovals, {
      params: { team: await desk.team(team) },
      query: { state: 'pending' },
    });
    return { approvals: body.approvals.map(approvalOf) };
  },
});

type Approval = z.output<
  (typeof kontorEndpoints.listApprovals.responses)[200]
>['approvals'][number];

function approvalOf({ id, summary, reasons, price, policies, url, expiresAt }: Approval) {
  return { id, summary, reasons, pricePerMonthOrOnce: price, policies, page: url, expiresAt };
}

function planOf({ id, project, status, items, steps, refusal, ...stated }: StatePlan) {
  return {
    id,
    project,
    status,
    items: items.filter(({ action }) => action !== 'keep' && action !== 'leave'),
    steps,
    perMonth: stated.perMonth,
    costs: stated.costs,
    policies: stated.policies,
    approvals: stated.approvals,
    needs: stated.needs,
    unknowns: stated.unknowns,
    expiresAt: stated.expiresAt,
    refusal,
  };
}

function unreadable({ issues }: z.ZodError): Refused {
  return new Refused('invalid_desired_state', 'This is not what a project can have.', {
    fields: issues.map(({ path, message }) => ({ key: path.join('.'), message })),
  });
}
