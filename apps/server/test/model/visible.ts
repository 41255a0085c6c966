import { contentsOf } from './contents.ts';
import { environmentsOf, type Model, resourcesOf, type Team, type TopUpRule } from './model.ts';
import { monthOf } from './operations/clocks.ts';
import { boughtByItself, isHeld } from './operations/top-ups.ts';
import { byId, named, pairs } from './order.ts';
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
    topUpRules: byId(
      resourcesOf(team).flatMap(({ resource: { id } }) => {
        const rule = team.topUpRules.get(id);
        return rule === undefined ? [] : [ruleSeen(team, id, rule)];
      }),
    ),
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
        .map(({ id, budget, spent }) => ({
          id,
          spent: budget > 0 ? (spent.get(monthOf(team)) ?? 0) : null,
        })),
    ),
    approvals: byId(
      team.approvals
        .filter(({ state }) => state !== 'pending')
        .map(({ id, state }) => ({ id, state: state as string })),
    ),
    invitations: byId(
      team.invitations
        .filter(({ isOver }) => !isOver)
        .map(({ id, person, role }) => ({ id, role, email: people[person]?.email ?? '' })),
    ),
    webhooks: byId(
      team.webhooks.map(({ id, events, projects, told }) => {
        return { id, events: [...events], projects, told: told.toSorted() };
      }),
    ),
    usage: byId(
      team.installations
        .filter(({ isEnded, hasReported }) => !isEnded || hasReported)
        .map(({ id }) => {
          const { owed = 0, used } = team.reports.get(id) ?? {};
          return { id, owed, used };
        }),
    ),
    clock: team.clock ?? null,
    transfers: byId(
      model.offers
        .filter(({ from }) => model.teams[from] === team)
        .map(({ id, status }) => ({ id, status: status as string })),
    ),
  };
}

function ruleSeen(team: Team, id: string, rule: TopUpRule) {
  const { below, buys, atMostPerMonth, isArmed, stoppedFor } = rule;
  const state = stoppedFor ? 'stopped' : isHeld(team, rule) ? 'held' : isArmed ? 'armed' : 'bought';
  return {
    id,
    below,
    buys,
    atMostPerMonth,
    bought: boughtByItself(team, id),
    state: state as string,
    stoppedFor: stoppedFor as string | null,
  };
}
