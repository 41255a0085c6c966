import type { Installation, UsageReport } from '@kontor/protocol/kontor';
import * as usageEndpoints from '@kontor/protocol/kontor/usage';
import * as z from 'zod';
import { second } from '../../output/day.ts';
import type { Shown } from '../../output/shown.ts';
import { table } from '../../output/table.ts';
import type { Session } from '../../session.ts';

/** What `--json` prints of it. */
export const lastReport = z.object({
  report: usageEndpoints.listUsage.responses[200].shape.reports.element.nullable(),
});

/** What the provider of an installation reported last, line by line. */
export async function showLastReport(
  session: Session,
  installation: Installation,
): Promise<Shown<z.output<typeof lastReport>>> {
  const { body } = await session.call(usageEndpoints.listUsage, {
    params: { team: await session.team(), installation: installation.id },
  });
  const [report] = body.reports;
  if (report === undefined) {
    return {
      data: { report: null },
      text: [`${installation.integration.name} has reported nothing.`],
    };
  }
  return {
    data: { report },
    text: [
      `As reported ${second(report.reportedAt)}:`,
      '',
      ...usageOf(report),
      ...chargesOf(report),
    ],
  };
}

function usageOf({ usage }: UsageReport): Shown['text'] {
  if (usage.length === 0) return [];
  const rows = usage.map((row) => [
    row.name,
    row.resourceId ?? '-',
    `${row.dayValue} ${row.units}`,
    `${row.periodValue} ${row.units}`,
    row.planValue === null ? '-' : `${row.planValue} ${row.units}`,
  ]);
  return [...table(['USED', 'RESOURCE', 'TODAY', 'PERIOD', 'INCLUDED'], rows), ''];
}

function chargesOf({ charges }: UsageReport): Shown['text'] {
  if (charges.length === 0) return [];
  const rows = charges.map((row) => [
    row.name,
    row.resourceId ?? '-',
    row.billingPlanId,
    `${row.kind === 'discount' ? '-' : ''}$${row.amount}`,
  ]);
  return table(['OWED SO FAR', 'RESOURCE', 'PLAN', 'AMOUNT'], rows);
}
