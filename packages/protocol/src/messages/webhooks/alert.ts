import * as z from 'zod';
import { aboutInstallation, aboutTeam } from './about.ts';

const lateReport = z.object({
  kind: z.literal('usage-report-late'),
  lastReportAt: z.iso.datetime(),
  dueAt: z.iso.datetime().describe('When a day of usage is lost.'),
});

const spending = z.object({
  kind: z.literal('spending'),
  limit: z.object({
    kind: z.enum(['team', 'project', 'installation', 'resource']),
    id: z.string().nullable().describe('Null for the team.'),
    amount: z.string(),
    isHard: z.boolean().describe('Whether nothing more is bought once it is reached.'),
  }),
  share: z.number().int().describe('Of the amount, in per cent.'),
  spent: z.string(),
  until: z.iso.datetime().describe('When another month begins.'),
});

/**
 * What a team should look at before it is too late. The fields of an installation are there where it
 * concerns one.
 *
 * @see spec/webhooks.md — WHK-31, WHK-32
 */
export const alertWebhooks = {
  'alerts.triggered': z.object({
    ...aboutTeam,
    configuration: aboutInstallation.configuration.optional(),
    installationId: aboutInstallation.installationId.optional(),
    alert: z.discriminatedUnion('kind', [lateReport, spending]),
  }),
} as const;
