import type { HostEndpoint } from '@kontor/protocol';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { done } from '../isolation/done.ts';
import type { Api, ApiAnswer, ApiCall } from '../world/api-client.ts';
import { contentsOf } from './contents.ts';
import { environmentsOf, type Model, resourcesOf, type Team } from './model.ts';
import type { Stage } from './stage.ts';

/** Everything of a team that its owner can see, by the model. */
export function seenInModel(model: Model, team: Team, { people }: Stage) {
  return {
    members: pairs([...team.members].map(([place, role]) => [people[place]?.userId ?? '', role])),
    tokens: pairs<string>(
      team.tokens.filter(({ isRevoked }) => !isRevoked).map(({ name, role }) => [name, role]),
    ),
    projects: named(
      team.projects.map((project) => ({
        name: project.name,
        environments: environmentsOf(project).toSorted(),
        variables: named(
          project.variables.map(({ id, name, environments }) => {
            return { id, name, environments: environments.toSorted() };
          }),
        ),
        connections: named(
          resourcesOf(team).flatMap(({ resource: { name, connections } }) =>
            connections
              .filter((connection) => connection.project === project.id)
              .map(({ id, environments, prefix }) => ({
                ...{ id, name, prefix },
                environments: environments.toSorted(),
              })),
          ),
        ),
        values: environmentsOf(project)
          .toSorted()
          .map((environment) => pairs(Object.entries(contentsOf(team, project, environment)))),
      })),
    ),
    installations: byId(
      team.installations.map(({ id, isEnded, plan }) => ({
        id,
        lifecycle: isEnded ? 'uninstalled' : 'installed',
        plan,
      })),
    ),
    resources: byId(
      resourcesOf(team).map(({ installation, resource }) => ({
        id: resource.id,
        installation: installation.id,
        name: resource.name,
        plan: resource.plan,
        metadata: pairs(Object.entries(resource.metadata)),
        connections: resource.connections.length,
        secrets: resource.secrets.map(({ name }) => name).toSorted(),
      })),
    ),
    limits: pairs([...team.limits].map(([subject, limit]) => [subject, Number(limit.amount)])),
    paymentMethods: team.paymentMethod === undefined ? [] : [team.paymentMethod],
    purchases: byId(team.purchases.map(({ id, amount }) => ({ id, amount: Number(amount) }))),
    invoices: byId([
      ...team.purchases.map(({ id, amount }) => ({ id, amount: Number(amount), isOpen: false })),
      ...team.invoices.map(({ id, amount, isPaid }) => ({
        ...{ id, amount: Number(amount) },
        isOpen: !isPaid,
      })),
    ]),
    agents: byId(
      team.agents
        .filter(({ isRevoked }) => !isRevoked)
        .map(({ id, budget, spent }) => ({ id, spent: budget > 0 ? spent : null })),
    ),
    approvals: byId(
      team.approvals
        .filter(({ state }) => state !== 'pending')
        .map(({ id, state }) => ({ id, state: state as string })),
    ),
    transfers: byId(
      model.offers
        .filter(({ from }) => model.teams[from] === team)
        .map(({ id, status }) => ({ id, status: status as string })),
    ),
  };
}

/** The same, by what the host answers. */
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
  const { invoices } = await ask(k.listInvoices, { query: { limit: 100 } });
  const { transfers } = await ask(k.listTransfers);
  const { tokens: agents } = await ask(k.listAgentTokens);
  const { approvals } = await ask(k.listApprovals, { query: { limit: 100 } });
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

function pairs<Value>(list: readonly (readonly [string, Value])[]): (readonly [string, Value])[] {
  return list.toSorted(([one], [other]) => (one < other ? -1 : 1));
}

const byId = <Item extends { readonly id: string }>(list: readonly Item[]) =>
  list.toSorted((one, other) => (one.id < other.id ? -1 : 1));

/** By name, and by id where names are given twice. */
const named = <Item extends { readonly name: string; readonly id?: string }>(
  list: readonly Item[],
) =>
  list.toSorted((one, other) =>
    `${one.name} ${one.id ?? ''}` < `${other.name} ${other.id ?? ''}` ? -1 : 1,
  );
