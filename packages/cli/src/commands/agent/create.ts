import * as agentTokenEndpoints from '@kontor/protocol/kontor/agent-token';
import { agentAction } from '@kontor/protocol/vocabulary/actions';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { argument, list, text } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import { second } from '../../output/day.ts';
import { expiryForms, readExpiry } from '../token/expiry.ts';

export const createAgent = command({
  args: z.strictObject({ agent: argument('What the agent is called in every record.') }),
  options: z.strictObject({
    budget: text('amount', 'Dollars that it may spend in a month without asking (default: none).'),
    perPurchase: text('amount', 'Dollars that it may spend at once without asking.'),
    product: list('product', 'Only these, as <integration>/<product> or <integration>.'),
    project: list('project', 'Only in these projects, by name or id.'),
    environments: list('environments', 'Only in these environments.'),
    actions: list('actions', 'Only these (default: to build, and to see no values).'),
    expires: text('time', `${expiryForms} (default: in ninety days).`),
  }),
  details:
    'It acts for you and never further than you may. The token alone goes to the standard output, so that it can be piped; it cannot be read again.',
  examples: [
    'kontor agents create helper',
    'kontor agents create deploy-bot --budget 50 --per-purchase 20 --product lagoon/postgres --project web',
  ],
  output: agentTokenEndpoints.createAgentToken.responses[201],
  run: async ({ args, options }, session) => {
    const { budget, perPurchase, product, project, environments, actions } = options;
    if (perPurchase !== undefined && budget === undefined) throw needsBudget();
    const { body } = await session.call(agentTokenEndpoints.createAgentToken, {
      params: { team: await session.team() },
      body: {
        agent: args.agent,
        ...readExpiry(options.expires, new Date()),
        ...(budget !== undefined && {
          budget: { perMonth: budget, ...(perPurchase !== undefined && { perPurchase }) },
        }),
        ...(product.length > 0 && { products: product }),
        ...(project.length > 0 && { projects: project }),
        ...(environments.length > 0 && { environments }),
        ...(actions.length > 0 && { actions: readActions(actions) }),
      },
    });
    const { token, secret } = body;
    const until = token.expiresAt === null ? 'it is revoked' : `${second(token.expiresAt)} UTC`;
    return {
      data: body,
      text: [secret],
      notes: [
        `Created a token for ${token.agent} (${token.id}), valid until ${until}. It is shown this once.`,
      ],
      next: [steps.showAgent(token.id)],
    };
  },
});

function readActions(actions: readonly string[]) {
  const parsed = z.array(agentAction).safeParse(actions);
  if (parsed.success) return parsed.data;
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `--actions takes some of ${agentAction.options.join(', ')}.`,
  });
}

function needsBudget(): CliError {
  return new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: '--per-purchase narrows a budget: give --budget too.',
  });
}
