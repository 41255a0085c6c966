import * as providerViewEndpoints from '@kontor/protocol/kontor/provider-view';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, text } from '../../inputs.ts';
import { day, second } from '../../output/day.ts';
import { facts, table } from '../../output/table.ts';
import { integrationArgument } from './integrations.ts';

const { state, limit } = providerViewEndpoints.listProviderInstallations.query.shape;
const installedArguments = {
  ...integrationArgument,
  installation: argument('Installation of it, by id.'),
};
const count = (placeholder: number) => `How many (default: ${placeholder}).`;
const NOTHING = ['There is nothing.'];

export const listInstalled = command({
  args: z.strictObject(integrationArgument),
  options: z.strictObject({
    state: state.meta({ description: 'Only those that are so.', placeholder: 'current|former' }),
    search: text('text', 'Only those of teams with this in their name, or of this id.'),
    before: text('id', 'Only those older than this one.'),
    limit: limit.meta({ description: count(50), placeholder: 'count' }),
  }),
  details: 'For providers: who has installed it, the newest first.',
  examples: ['kontor integrations installations lagoon --state current'],
  output: providerViewEndpoints.listProviderInstallations.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(providerViewEndpoints.listProviderInstallations, {
      params: { team: await session.team(), ...args },
      query: options,
    });
    const rows = body.installations.map((each) => [
      each.team.name ?? 'a team that is gone',
      each.lifecycle === 'installed' ? each.status : each.lifecycle,
      each.billingPlan?.name ?? '-',
      String(each.resources),
      each.lastReportAt === null ? 'never' : second(each.lastReportAt),
      day(each.createdAt),
      each.id,
    ]);
    const titles = ['TEAM', 'STATUS', 'PLAN', 'RESOURCES', 'REPORTED', 'SINCE', 'ID'];
    return { data: body, text: rows.length === 0 ? NOTHING : table(titles, rows) };
  },
});

export const showInstalled = command({
  args: z.strictObject(installedArguments),
  options: z.strictObject({}),
  examples: ['kontor integrations installation lagoon icfg_…'],
  output: providerViewEndpoints.getProviderInstallation.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(providerViewEndpoints.getProviderInstallation, {
      params: { team: await session.team(), ...args },
    });
    const { installation: of } = body;
    return {
      data: body,
      text: facts([
        ['id', of.id],
        ['team', of.team.name ?? 'gone'],
        ['status', of.lifecycle === 'installed' ? of.status : of.lifecycle],
        ['plan', of.billingPlan?.name ?? '-'],
        ['resources', String(of.resources)],
        ['reported', of.lastReportAt === null ? 'never' : second(of.lastReportAt)],
        ['since', second(of.createdAt)],
        ['says', of.notification?.title ?? '-'],
      ]),
    };
  },
});

export const listInstalledResources = command({
  args: z.strictObject(installedArguments),
  options: z.strictObject({ before: text('id', 'Only those older than this one.') }),
  examples: ['kontor integrations resources lagoon icfg_…'],
  output: providerViewEndpoints.listProviderResources.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(providerViewEndpoints.listProviderResources, {
      params: { team: await session.team(), ...args },
      query: options,
    });
    const rows = body.resources.map((each) => [
      each.name,
      each.product,
      each.lifecycle === 'active' ? each.status : each.lifecycle,
      each.billingPlan?.name ?? '-',
      each.externalId ?? '-',
      each.id,
    ]);
    const titles = ['NAME', 'PRODUCT', 'STATUS', 'PLAN', 'YOUR ID', 'ID'];
    return { data: body, text: rows.length === 0 ? NOTHING : table(titles, rows) };
  },
});

const { per, limit: reports } = providerViewEndpoints.listProviderUsage.query.shape;

export const listInstalledUsage = command({
  args: z.strictObject(installedArguments),
  options: z.strictObject({
    per: per.meta({ description: 'One report for each of these.', placeholder: 'day|week|month' }),
    limit: reports.meta({ description: 'How many reports.', placeholder: 'count' }),
  }),
  details: 'What you reported last.',
  examples: ['kontor integrations usage lagoon icfg_… --per day'],
  output: providerViewEndpoints.listProviderUsage.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(providerViewEndpoints.listProviderUsage, {
      params: { team: await session.team(), ...args },
      query: options,
    });
    const rows = body.reports.flatMap(({ reportedAt, usage, charges }) => [
      ...usage.map(({ name, periodValue, units }) => [
        second(reportedAt),
        name,
        `${periodValue} ${units}`,
      ]),
      ...charges.map(({ name, kind, amount }) => [
        second(reportedAt),
        name,
        `${kind === 'discount' ? '-' : ''}$${amount}`,
      ]),
    ]);
    const titles = ['REPORTED', 'WHAT', 'HOW MUCH'];
    return { data: body, text: rows.length === 0 ? NOTHING : table(titles, rows) };
  },
});
