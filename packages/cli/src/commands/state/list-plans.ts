import * as statePlanEndpoints from '@kontor/protocol/kontor/state-plan';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';

export const listStatePlans = command({
  args: z.strictObject({ project: argument('Project, by name or id.') }),
  options: z.strictObject({}),
  details: 'The newest fifty of those that are kept. Applying one again shows how it went.',
  examples: ['kontor projects plans web'],
  output: statePlanEndpoints.listStatePlans.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(statePlanEndpoints.listStatePlans, {
      params: { team: await session.team(), project: args.project },
    });
    return {
      data: body,
      text:
        body.plans.length === 0
          ? [`Nothing was planned for ${args.project}.`]
          : table(
              ['PLANNED', 'STATUS', 'STEPS', 'UNTIL', 'ID'],
              body.plans.map(({ createdAt, status, steps, expiresAt, id }) => [
                second(createdAt),
                status,
                String(steps.length),
                second(expiresAt),
                id,
              ]),
            ),
    };
  },
});
