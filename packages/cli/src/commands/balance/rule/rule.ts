import type { TopUpRule } from '@kontor/protocol/kontor';
import * as topUpEndpoints from '@kontor/protocol/kontor/top-up';
import * as z from 'zod';
import { CliError } from '../../../cli-error.ts';
import { command } from '../../../command.ts';
import { exitCode } from '../../../exit-code.ts';
import { argument, text } from '../../../inputs.ts';
import { table } from '../../../output/table.ts';
import type { Session } from '../../../session.ts';
import { findInstallation } from '../../installation/find-installation.ts';
import { findResource } from '../../resource/find-resource.ts';

const integration = argument('Integration by its slug, or installation by its id.');
const resource = text('resource', 'Whose balance, by name or id; that of the whole unless named.');

export const listRules = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  examples: ['kontor balance rule list'],
  output: topUpEndpoints.listTopUpRules.responses[200],
  run: async (_, session) => {
    const { body } = await session.call(topUpEndpoints.listTopUpRules, {
      params: { team: await session.team() },
    });
    return {
      data: body,
      text:
        body.topUpRules.length === 0
          ? ['No balance is filled up by itself.']
          : table(
              ['OF', 'BELOW', 'BUYS', 'AT MOST A MONTH', 'BOUGHT', 'STATE', 'PLAN'],
              body.topUpRules.map((rule) => [
                rule.resourceId ?? rule.installationId,
                `$${rule.below}`,
                `$${rule.buys}`,
                rule.atMostPerMonth === null ? '-' : `$${rule.atMostPerMonth}`,
                `$${rule.boughtThisMonth}`,
                stateOf(rule),
                rule.billingPlanId,
              ]),
            ),
    };
  },
});

export const setRule = command({
  args: z.strictObject({ integration, plan: argument('Prepaid plan that is bought, by id.') }),
  options: z.strictObject({
    below: text('amount', 'Buy when less than this is left, in dollars.'),
    buy: text('amount', 'How much to buy, in dollars.'),
    most: text('amount', 'How much at most in a month, in dollars.'),
    resource,
  }),
  details: 'What pays for the installation is charged without asking again.',
  examples: [
    'kontor balance rule set lagoon credits --below 5 --buy 20 --most 100',
    'kontor balance rule set lagoon credits --resource orders --below 5 --buy 20',
  ],
  output: topUpEndpoints.setTopUpRule.responses[200],
  run: async ({ args, options }, session) => {
    const body = {
      billingPlanId: args.plan,
      below: needed('below', options.below),
      buys: needed('buy', options.buy),
      ...(options.most !== undefined && { atMostPerMonth: options.most }),
    };
    const { params, name } = await subjectOf(session, args.integration, options.resource);
    const { body: data } = await session.call(topUpEndpoints.setTopUpRule, { params, body });
    const { below, buys } = data.topUpRule;
    return { data, text: [`Below $${below}, $${buys} are bought for ${name}.`] };
  },
});

export const removeRule = command({
  args: z.strictObject({ integration }),
  options: z.strictObject({ resource }),
  details: 'What was bought stays.',
  examples: [
    'kontor balance rule remove lagoon',
    'kontor balance rule remove lagoon --resource orders',
  ],
  output: z.object({ removed: z.string() }),
  run: async ({ args, options }, session) => {
    const { params, name } = await subjectOf(session, args.integration, options.resource);
    await session.call(topUpEndpoints.removeTopUpRule, { params });
    const removed = params.subject === 'installation' ? params.installation : params.subject;
    return { data: { removed }, text: [`Nothing more is bought for ${name} by itself.`] };
  },
});

/** Whose balance is meant: a resource's, or that of the installation as a whole. */
async function subjectOf(session: Session, named: string, resourceNamed: string | undefined) {
  const found = await findInstallation(session, named);
  const of = resourceNamed === undefined ? undefined : await findResource(session, resourceNamed);
  return {
    name: of?.name ?? found.integration.name,
    params: {
      team: await session.team(),
      installation: found.id,
      subject: of?.id ?? 'installation',
    },
  };
}

function stateOf({ state, stoppedFor, heldUntil }: TopUpRule): string {
  if (stoppedFor !== null) return `${state}: ${stoppedFor}`;
  return heldUntil === null ? state : `${state} until ${heldUntil}`;
}

function needed(option: string, given: string | undefined): string {
  if (given !== undefined) return given;
  throw new CliError({
    code: 'answer_needed',
    exitCode: exitCode.wrongUsage,
    message: `Say it in dollars, such as 20 or 12.50: --${option} <amount>.`,
  });
}
