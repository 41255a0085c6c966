import { message, ofInstallation, type WebhookMappings } from '../message.ts';

/** Installations as a whole. @see spec/webhooks.md — WHK-15 */
export const installationWebhooks: WebhookMappings = {
  'installation.removed': async ({ subject }, look) => {
    const installation = await look.installation(subject.installation);
    if (installation === undefined) return [];
    const { id } = installation;
    return [
      message('integration-configuration.removed', {
        subject: `installation:${id}`,
        installations: [installation],
        payload: (to) => ({
          ...ofInstallation(to, installation),
          configuration: { id, projectSelection: 'all', projects: [] },
        }),
      }),
    ];
  },
};
