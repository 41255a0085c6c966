import type { InstallationUsage } from '@kontor/protocol/kontor';
import * as teamUsageEndpoints from '@kontor/protocol/kontor/team-usage';
import * as z from 'zod';
import { command } from '../../command.ts';
import { optionalArgument } from '../../inputs.ts';
import { day } from '../../output/day.ts';
import type { Shown } from '../../output/shown.ts';
import { table } from '../../output/table.ts';
import type { Session } from '../../session.ts';
import { findInstallation } from '../installation/find-installation.ts';
import { lastReport, showLastReport } from './usage-report.ts';
import { selectionOf, selectionOptions } from './usage-selection.ts';

export const showUsage = command({
  args: z.strictObject({
    integration: optionalArgument(
      'Integration by its slug, or installation by its id: shows its last report. All of the team unless named.',
    ),
  }),
  options: z.strictObject(selectionOptions),
  details: 'It is what providers reported last. Nothing of it is charged; invoices are.',
  examples: ['kontor usage', 'kontor usage lagoon', 'kontor usage --project web'],
  output: z.union([teamUsageEndpoints.getTeamUsage.responses[200], lastReport]),
  run: async ({ args, options }, session) => {
    const isNarrowed = options.project !== undefined || options.resource !== undefined;
    if (args.integration === undefined || isNarrowed) {
      return showTeam(session, { ...args, ...options });
    }
    return showLastReport(session, await findInstallation(session, args.integration));
  },
});

type TeamUsage = z.output<(typeof teamUsageEndpoints.getTeamUsage.responses)[200]>;

async function showTeam(
  session: Session,
  named: Parameters<typeof selectionOf>[1],
): Promise<Shown<TeamUsage>> {
  const { body } = await session.call(teamUsageEndpoints.getTeamUsage, {
    params: { team: await session.team() },
    query: await selectionOf(session, named),
  });
  const { total, installations } = body;
  if (installations.length === 0) return { data: body, text: ['Nothing is reported.'] };
  return {
    data: body,
    text: [
      ...table(
        ['INTEGRATION', 'PERIOD', 'OWED SO FAR', 'REPORTED'],
        installations.map((each) => [
          each.integration.slug,
          each.period === null
            ? '-'
            : `${day(each.period.start)} to ${day(each.period.end)}${each.isPeriodOver ? ', over' : ''}`,
          `$${each.owed}`,
          reportedText(each),
        ]),
      ),
      '',
      `Total of the present periods: $${total}`,
      ...metricsOf(installations),
    ],
  };
}

function metricsOf(installations: readonly InstallationUsage[]): Shown['text'] {
  const rows = installations.flatMap(({ integration, usage }) =>
    usage.map(({ name, units, dayValue, periodValue, planValue }) => [
      name,
      integration.slug,
      `${dayValue} ${units}`,
      `${periodValue} ${units}`,
      planValue === null ? '-' : `${planValue} ${units}`,
    ]),
  );
  if (rows.length === 0) return [];
  return ['', ...table(['USED', 'INTEGRATION', 'DAY', 'PERIOD', 'INCLUDED'], rows)];
}

function reportedText({ ageSeconds, punctuality }: InstallationUsage): string {
  if (ageSeconds === null) return 'never';
  const minutes = Math.floor(ageSeconds / 60);
  const age = minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`;
  return punctuality === 'late' || punctuality === 'overdue' ? `${age}, ${punctuality}` : age;
}
