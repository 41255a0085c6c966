import * as transferEndpoints from '@kontor/protocol/kontor/transfer';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { second } from '../../output/day.ts';

export const codeArgument = { code: argument('Code that the other team was given.') };

const standing = {
  open: 'open',
  accepting: 'being accepted; it goes on by itself',
  done: 'done',
} as const;

export const showTransfer = command({
  args: z.strictObject({ ...codeArgument }),
  options: z.strictObject({}),
  details: 'Nothing changes by it. The team is the one that would take it over.',
  examples: ['kontor transfer show 3f8c2b1e-5d0a-4b4e-9a57-0c6f1d2e3a4b --team acme'],
  output: transferEndpoints.getTransfer.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(transferEndpoints.getTransfer, {
      params: { team: await session.team(), code: args.code },
    });
    const { kind, name: subject, expiresAt, status, obstacle, installations, needs } = body;
    return {
      data: body,
      text: [
        `${subject} (${kind}): ${standing[status]}, until ${second(expiresAt)}.`,
        ...(obstacle === null ? [] : [`Held up by: ${obstacle.message}`]),
        ...installations.flatMap(linesOf),
        ...needs.map(({ message }) => `Needed first: ${message}`),
      ],
    };
  },
});

type Coming = {
  readonly installationId: string | null;
  readonly integration: { readonly name: string; readonly slug: string };
  readonly resources: readonly {
    readonly name: string;
    readonly billingPlan: { readonly name: string } | null;
  }[];
  readonly newBillingPlan: { readonly name: string } | null;
};

/** What comes of one integration: each resource, where it goes and what it is billed under. */
function linesOf({ installationId, integration, resources, newBillingPlan }: Coming): string[] {
  const place = installationId ?? `no installation yet (kontor install ${integration.slug})`;
  return resources.map(({ name, billingPlan }) => {
    const plan = newBillingPlan ?? billingPlan;
    const under = plan === null ? '' : `, under the plan ${plan.name}`;
    return `${name} of ${integration.name} would come to ${place}${under}.`;
  });
}
