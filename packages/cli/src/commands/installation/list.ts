import type { Installation } from '@kontor/protocol/kontor';
import * as installationEndpoints from '@kontor/protocol/kontor/installation';
import * as z from 'zod';
import { command } from '../../command.ts';
import { flag } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';

export const listInstallations = command({
  args: z.strictObject({}),
  options: z.strictObject({ ended: flag('List former installations too.') }),
  examples: ['kontor installations', 'kontor installations --ended'],
  output: installationEndpoints.listInstallations.responses[200],
  run: async ({ options }, session) => {
    const { body } = await session.call(installationEndpoints.listInstallations, {
      params: { team: await session.team() },
      query: { ended: options.ended ? 'true' : 'false' },
    });
    const { installations } = body;
    if (installations.length === 0) {
      return {
        data: { installations },
        text: ['Nothing is installed.'],
        next: [steps.browse()],
      };
    }
    return {
      data: { installations },
      text: table(
        ['INTEGRATION', 'KIND', 'STATUS', 'PLAN', 'SINCE', 'ID'],
        installations.map(({ integration, kind, billingPlan, createdAt, id, ...each }) => [
          integration.slug,
          kind,
          standingOf(each),
          billingPlan?.name ?? '-',
          day(createdAt),
          id,
        ]),
      ),
    };
  },
});

/** How it stands here; of one that another team has taken over only the history is left. */
function standingOf({
  lifecycle,
  status,
  transferredAt,
}: Pick<Installation, 'lifecycle' | 'status' | 'transferredAt'>): string {
  if (transferredAt !== null) return 'handed over';
  return lifecycle === 'installed' ? status : lifecycle;
}
