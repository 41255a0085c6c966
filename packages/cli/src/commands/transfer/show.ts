import { kontorEndpoints } from '@kontor/protocol/kontor';
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
  details: 'Nothing changes by it. The team is the one that would take the project over.',
  examples: ['kontor transfer show 3f8c2b1e-5d0a-4b4e-9a57-0c6f1d2e3a4b --team acme'],
  run: async ({ args }, session) => {
    const { body } = await session.call(kontorEndpoints.getTransfer, {
      params: { team: await session.team(), code: args.code },
    });
    const { name: subject, expiresAt, status, obstacle, installations } = body;
    return {
      data: body,
      text: [
        `${subject}: ${standing[status]}, until ${second(expiresAt)}.`,
        ...(obstacle === null ? [] : [`Held up by: ${obstacle.message}`]),
        ...installations.map(({ installationId, integration, resources, newBillingPlan }) => {
          const names = resources.map(({ name }) => name).join(', ');
          if (installationId === null) {
            return `${names} needs ${integration.name}: kontor install ${integration.slug}`;
          }
          const plan = newBillingPlan === null ? '' : `, under the plan ${newBillingPlan.name}`;
          return `${names} would come to ${installationId}${plan}.`;
        }),
      ],
    };
  },
});
