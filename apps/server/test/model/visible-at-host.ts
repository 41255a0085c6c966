import type { HostEndpoint } from '@kontor/protocol';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { done } from '../isolation/done.ts';
import type { Api, ApiAnswer, ApiCall } from '../world/api-client.ts';
import { eventually } from '../world/story.ts';
import type { Team } from './model.ts';
import { byId, named, pairs } from './order.ts';
import { LATE_MS } from './stage.ts';
import type { seenInModel } from './visible.ts';

/** Everything of a team that its owner can see, by what the host answers. */
export async function seenAtHost(team: Team, api: Api): Promise<ReturnType<typeof seenInModel>> {
  const ask = async <E extends HostEndpoint>(endpoint: E, call: ApiCall = {}) => {
    const asked = { ...call, params: { team: team.slug, ...call.params } };
    return (await done(api(endpoint, asked))) as ApiAnswer<E>['body'];
  };
  const { members } = await ask(k.listMembers);
  const { tokens } = await ask(k.listTeamTokens);
  const { projects } = await ask(k.listProjects);
  const { installations } = await ask(k.listInstallations, { query: { ended: 'true' } });
  const { resources } = await ask(k.listTeamResources);
  const { limits } = await ask(k.listSpendLimits);
  const { paymentMethods } = await ask(k.listPaymentMethods);
  const { purchases } = await ask(k.listPurchases, { query: { limit: 100 } });
  const { topUpRules } = await ask(k.listTopUpRules);
  const { invoices } = await ask(k.listInvoices, { query: { limit: 100 } });
  const { transfers } = await ask(k.listTransfers);
  const { tokens: agents } = await ask(k.listAgentTokens);
  const { approvals } = await ask(k.listApprovals, { query: { limit: 100 } });
  const { invitations } = await ask(k.listInvitations);
  const { receivers } = await ask(k.listWebhookReceivers);
  const usage = await ask(k.getTeamUsage);
  const { body } = await api(k.getTestClock, { params: { team: team.slug } });
  // a team on the real time has none
  const clock = body?.testClock;
  return {
    members: pairs(members.map(({ userId, role }) => [userId, role])),
    tokens: pairs(tokens.map(({ name, grant }) => [name, grant?.role ?? ''])),
    projects: named(await Promise.all(projects.map(projectAtHost))),
    installations: byId(
      installations.map(({ id, lifecycle, billingPlan }) => ({
        ...{ id, lifecycle },
        plan: billingPlan?.id ?? '',
      })),
    ),
    resources: byId(await Promise.all(resources.map(resourceAtHost))),
    limits: pairs(limits.map(({ id, amount }) => [id ?? 'team', Number(amount)])),
    paymentMethods: paymentMethods.map(({ id }) => id),
    purchases: byId(
      purchases.map(({ invoiceId, amount }) => ({ id: invoiceId, amount: Number(amount) })),
    ),
    topUpRules: byId(
      topUpRules.map(({ resourceId, below, buys, atMostPerMonth, ...standing }) => ({
        ...{ id: resourceId ?? '', below, buys, atMostPerMonth },
        bought: Number(standing.boughtThisMonth),
        state: standing.state as string,
        stoppedFor: standing.stoppedFor as string | null,
      })),
    ),
    invoices: byId(
      invoices.map(({ id, total, isOpen }) => ({ id, amount: Number(total), isOpen })),
    ),
    agents: byId(
      agents
        .filter(({ revokedAt }) => revokedAt === null)
        .map(({ id, budget }) => ({ id, spent: budget && Number(budget.spent) })),
    ),
    approvals: byId(
      approvals
        .filter(({ state }) => state === 'approved' || state === 'refused')
        .map(({ id, state }) => ({ id, state: state as string })),
    ),
    invitations: byId(invitations.map(({ id, role, email }) => ({ id, role, email }))),
    webhooks: byId(await Promise.all(receivers.map(webhookAtHost))),
    usage: byId(
      usage.installations.map(({ installationId: id, owed, usage: [metric] }) => {
        return { id, owed: Number(owed), used: metric && Number(metric.periodValue) };
      }),
    ),
    clock: clock === undefined ? null : Date.parse(clock.now),
    transfers: byId(transfers.map(({ id, status }) => ({ id, status }))),
  };

  async function projectAtHost({ id: project, name }: (typeof projects)[number]) {
    const { environments } = await ask(k.listEnvironments, { params: { project } });
    const { variables } = await ask(k.listVariables, { params: { project } });
    const { connections } = await ask(k.listProjectConnections, { params: { project } });
    const slugs = environments.map(({ slug }) => slug).toSorted();
    return {
      name,
      environments: slugs,
      variables: named(
        variables.map((each) => ({
          ...{ id: each.id, name: each.name },
          environments: each.environments.toSorted(),
        })),
      ),
      connections: named(
        connections.map((each) => ({
          ...{ id: each.id, name: each.resourceName, prefix: each.prefix },
          environments: each.environments.toSorted(),
        })),
      ),
      values: await Promise.all(
        slugs.map(async (environment) => {
          const read = await ask(k.readEnvironment, { params: { project, environment } });
          return pairs(Object.entries(read.variables));
        }),
      ),
    };
  }

  /** What happened reaches webhooks a moment later. */
  async function webhookAtHost({ id, events, projectIds: projects }: (typeof receivers)[number]) {
    const { told = [] } = team.webhooks.find((each) => each.id === id) ?? {};
    const sent = await eventually(async () => {
      const { events } = await ask(k.listWebhookEvents, {
        params: { receiver: id },
        query: { limit: 500 },
      });
      return events.length >= told.length ? events : undefined;
    }, LATE_MS);
    return {
      ...{ id, events: events ?? [], projects },
      told: sent.map(({ event }) => heard(event)).toSorted(),
    };
  }

  async function resourceAtHost({ id }: (typeof resources)[number]) {
    const { resource, secrets } = await ask(k.getTeamResource, { params: { resource: id } });
    return {
      id,
      installation: resource.installationId as string,
      name: resource.name,
      plan: resource.billingPlan?.id ?? '',
      metadata: pairs(Object.entries(resource.metadata)),
      connections: resource.connectionCount,
      secrets: secrets.map(({ name }) => name).toSorted(),
    };
  }
}

function heard({ type, payload }: { readonly type: string; readonly payload: object }): string {
  const { project } = payload as { readonly project?: { readonly id?: string } };
  return `${type} ${project?.id}`;
}
