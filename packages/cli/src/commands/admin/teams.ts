import type { OperatedTeam } from '@kontor/protocol/kontor';
import * as operatedTeamEndpoints from '@kontor/protocol/kontor/operated-team';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, flag, optionalArgument, text } from '../../inputs.ts';
import { day } from '../../output/day.ts';
import { facts, table } from '../../output/table.ts';

const { limit } = operatedTeamEndpoints.listOperatedTeams.query.shape;
const team = argument('Team, by slug or id.');

export const listTeams = command({
  args: z.strictObject({ search: optionalArgument('Part of a name, an id or an e-mail address.') }),
  options: z.strictObject({
    suspended: flag('Only those that are suspended.'),
    after: text('slug', 'Only those behind this one.'),
    limit: limit.meta({ description: 'How many, up to 500 (default: 100).', placeholder: 'count' }),
  }),
  details: 'For operators.',
  examples: ['kontor admin teams', 'kontor admin teams acme --suspended'],
  output: operatedTeamEndpoints.listOperatedTeams.responses[200],
  run: async ({ args, options: { suspended, ...query } }, { call }) => {
    const { body } = await call(operatedTeamEndpoints.listOperatedTeams, {
      query: {
        ...query,
        ...(args.search !== undefined && { search: args.search }),
        ...(suspended && { suspended: 'true' as const }),
      },
    });
    const rows = body.teams.map((each) => [
      each.slug,
      each.name,
      day(each.createdAt),
      String(each.members),
      String(each.installations),
      standingOf(each),
      each.id,
    ]);
    const titles = ['TEAM', 'NAME', 'SINCE', 'MEMBERS', 'INSTALLATIONS', 'STATE', 'ID'];
    return {
      data: body,
      text: rows.length === 0 ? ['There is no such team.'] : table(titles, rows),
    };
  },
});

export const showTeam = command({
  args: z.strictObject({ team }),
  options: z.strictObject({}),
  details: 'For operators.',
  examples: ['kontor admin team acme'],
  output: operatedTeamEndpoints.getOperatedTeam.responses[200],
  run: async ({ args }, { call }) => {
    const { body } = await call(operatedTeamEndpoints.getOperatedTeam, { params: args });
    const { money, people, installed } = body;
    const owners = people.filter(({ role }) => role === 'owner');
    return {
      data: body,
      text: facts([
        ['team', `${body.team.name} (${body.team.slug}), ${standingOf(body.team)}`],
        ['owners', owners.map(({ email }) => email).join(', ') || 'none'],
        ['members', String(body.team.members)],
        ['installed', installed.map(({ integration }) => integration.slug).join(', ') || 'nothing'],
        ['spent this month', `$${money.spentThisMonth}`],
        ['open', `$${money.open.total} in ${money.open.invoices} invoices`],
        ['credits left', `$${money.creditsLeft}`],
        ['held by banks', `$${money.held}`],
        ['balances', `$${money.balances}`],
      ]),
    };
  },
});

export const suspendTeam = command({
  args: z.strictObject({ team, reason: argument('Why; the team is shown it.') }),
  options: z.strictObject({}),
  details:
    'For operators. It reads and pays, and changes nothing else; what runs keeps running. Asks before; elsewhere --yes is needed.',
  examples: ["kontor admin suspend acme 'The bills are disputed' --yes"],
  output: operatedTeamEndpoints.suspendTeam.responses[200],
  run: async ({ args }, { call, ask }) => {
    await ask.toConfirm({ message: `Suspend ${args.team}?` });
    const { body } = await call(operatedTeamEndpoints.suspendTeam, {
      params: { team: args.team },
      body: { reason: args.reason },
    });
    return { data: body, text: [`${body.team.slug} is suspended.`] };
  },
});

export const resumeTeam = command({
  args: z.strictObject({ team }),
  options: z.strictObject({}),
  details: 'For operators.',
  examples: ['kontor admin resume acme'],
  output: operatedTeamEndpoints.resumeTeam.responses[200],
  run: async ({ args }, { call }) => {
    const { body } = await call(operatedTeamEndpoints.resumeTeam, { params: args });
    return { data: body, text: [`${body.team.slug} does everything again.`] };
  },
});

function standingOf({ suspension }: OperatedTeam): string {
  return suspension === null ? 'active' : `suspended: ${suspension.reason}`;
}
