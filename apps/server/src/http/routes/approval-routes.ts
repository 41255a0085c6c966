import {
  actionsIn,
  approvalNotFound,
  type Begun,
  type createDecideApproval,
  may,
  type Operation,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import { type Approval as ApprovalView, kontorEndpoints } from '@kontor/protocol/kontor';
import {
  type Action,
  type ApprovalId,
  action,
  approvalId,
  teamId,
} from '@kontor/protocol/vocabulary';
import {
  findApprovalView,
  listApprovalViews,
  type SeenApproval,
} from '../../postgres/approval-views.ts';
import { findOperationView } from '../../postgres/operation-views.ts';
import { findPurchaseView } from '../../postgres/purchase-views.ts';
import type { Sql } from '../../postgres/sql.ts';
import { type Route, route, type TeamCaller } from '../route.ts';
import { outcomeOfOperation } from './operation-answer.ts';

export type ApprovalRoutesPorts = {
  readonly read: Sql;
  readonly decideApproval: ReturnType<typeof createDecideApproval>;
  readonly run: (begun: Begun) => Promise<Operation>;
  /** The host's public address. */
  readonly url: string;
};

/** What agents wait for, and what people say to it. @see docs/agents.md */
export function approvalRoutes(ports: ApprovalRoutesPorts): readonly Route[] {
  const { read, decideApproval, run } = ports;
  return [
    route(kontorEndpoints.listApprovals, async ({ caller, query }) => {
      const found = await listApprovalViews(read, caller.team.id, query);
      const approvals = found.map((each) => viewFor(ports, caller, each));
      return ok({ status: 200, body: { approvals } });
    }),
    route(kontorEndpoints.getApproval, async ({ caller, params }) => {
      const found = await find(ports, caller, params.approval);
      return found.ok ? ok({ status: 200, body: { approval: found.value } }) : found;
    }),
    route(kontorEndpoints.approveApproval, async ({ caller, params, body }) => {
      const wish = readWish(caller, params.approval);
      if (!wish.ok) return wish;
      const decided = await decideApproval.approve({ ...wish.value, revision: body.revision });
      if (!decided.ok) return decided;
      const { begun, bought } = decided.value;
      const ended = begun === null ? null : await run(begun);
      const outcome = ended === null ? ok('succeeded' as const) : outcomeOfOperation(ended);
      if (!outcome.ok) return outcome;
      const shown = await find(ports, caller, params.approval);
      if (!shown.ok) return shown;
      const operation = ended && (await findOperationView(read, caller.team.id, ended.id));
      const invoice = bought?.purchase?.invoiceId;
      const purchase = invoice && (await findPurchaseView(read, caller.team.id, invoice));
      return ok({
        status: outcome.value === 'succeeded' ? 200 : 202,
        body: { approval: shown.value, operation: operation ?? null, purchase: purchase || null },
      });
    }),
    route(kontorEndpoints.refuseApproval, async ({ caller, params, body }) => {
      const wish = readWish(caller, params.approval);
      if (!wish.ok) return wish;
      const reason = body.reason ?? null;
      const decided = await decideApproval.refuse({ ...wish.value, reason });
      if (!decided.ok) return decided;
      const shown = await find(ports, caller, params.approval);
      return shown.ok ? ok({ status: 200, body: { approval: shown.value } }) : shown;
    }),
  ];
}

async function find(
  ports: ApprovalRoutesPorts,
  caller: TeamCaller,
  named: string,
): Promise<Result<ApprovalView, Refusal>> {
  const found = await findApprovalView(ports.read, caller.team.id, named);
  return found === undefined ? approvalNotFound(named) : ok(viewFor(ports, caller, found));
}

function viewFor(
  { url }: Pick<ApprovalRoutesPorts, 'url'>,
  caller: TeamCaller,
  { path, ...approval }: SeenApproval,
): ApprovalView {
  const needed = action.parse(approval.action);
  const asked = { action: needed, userId: approval.person.id };
  return {
    ...approval,
    mayDecide: approval.state === 'pending' && refusalFor(caller, asked) === undefined,
    url: new URL(path, url).href,
  };
}

function readWish(caller: TeamCaller, named: string) {
  const { actor } = caller;
  const id = approvalId.safeParse(named);
  if (!id.success) return approvalNotFound(named);
  if (actor.kind !== 'person') return needsPerson();
  const wish = {
    id: id.data satisfies ApprovalId,
    teamId: teamId.parse(caller.team.id),
    actor,
    mayDecide: ({ approval, mandate }: Parameters<MayDecide>[0]) =>
      refusalFor(caller, { action: approval.action, userId: mandate?.userId ?? '' }),
  };
  return ok(wish);
}

type MayDecide = Parameters<ReturnType<typeof createDecideApproval>['approve']>[0]['mayDecide'];

/**
 * Who may decide: the person that the agent acts for, and owners of the team, each as far as they may do
 * themselves what is asked; by themselves, and no machine or service for them.
 */
function refusalFor(
  { actor, grant, person, team }: TeamCaller,
  asked: { readonly action: Action; readonly userId: string },
): Refusal | undefined {
  if (actor.kind !== 'person' || person === null || actor.agent !== undefined) {
    return needsPerson().error;
  }
  const isOwn = person.userId === asked.userId;
  if (!isOwn && !may(grant.role, 'team:manage')) {
    return refuse(
      'forbidden',
      `The person that the agent acts for decides over this, or an owner of ${team.name}.`,
    ).error;
  }
  if (actionsIn(grant).includes(asked.action)) return undefined;
  const { action: needed } = asked;
  return refuse('forbidden', `Whoever approves this needs the permission ${needed}.`, {
    action: needed,
  }).error;
}

function needsPerson() {
  return refuse('forbidden', 'A person decides over this: sign in, or send a personal token.');
}
