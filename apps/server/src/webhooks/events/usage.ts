import { message, ofInstallation, type WebhookMappings } from '../message.ts';

/** A provider that has stopped to report usage: the team is told. @see spec/webhooks.md — WHK-31 */
export const usageWebhooks: WebhookMappings = {
  'usage.report-late': async ({ subject, data }, look) => {
    const installation = await look.installation(subject.installation);
    if (installation === undefined) return [];
    const [lastReportAt, dueAt] = [String(data.lastReportAt), String(data.dueAt)];
    return [
      message('alerts.triggered', {
        subject: `installation:${installation.id}`,
        installations: [],
        payload: (to) => ({
          ...ofInstallation(to, installation),
          alert: { kind: 'usage-report-late', lastReportAt, dueAt },
        }),
      }),
    ];
  },
};
