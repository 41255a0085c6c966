import * as z from 'zod';
import { aboutInstallation } from './about.ts';

/** What a team should look at before it is too late. @see spec/webhooks.md — WHK-31 */
export const alertWebhooks = {
  'alerts.triggered': z.object({
    ...aboutInstallation,
    alert: z.object({
      kind: z.literal('usage-report-late'),
      lastReportAt: z.iso.datetime(),
      dueAt: z.iso.datetime().describe('When a day of usage is lost.'),
    }),
  }),
} as const;
