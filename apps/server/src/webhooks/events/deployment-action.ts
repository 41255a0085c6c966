import type { Lookups } from '../lookups.ts';
import {
  type LoggedEvent,
  type Message,
  message,
  ofInstallation,
  type WebhookMappings,
} from '../message.ts';

const asked = [
  'deployment.integration.action.start',
  'deployment.integration.action.cancel',
  'deployment.integration.action.cleanup',
] as const;

/** What a provider is asked to do for a deployment. @see spec/deployments.md — DEP-4, DEP-5 */
export const deploymentActionWebhooks: WebhookMappings = Object.fromEntries(
  asked.map((type) => [
    type,
    (event: LoggedEvent, look: Lookups) => actionMessages(type, event, look),
  ]),
);

async function actionMessages(
  type: (typeof asked)[number],
  { subject, data }: LoggedEvent,
  look: Lookups,
): Promise<readonly Message[]> {
  const installation = await look.installation(subject.installation);
  const resourceId = await look.externalId(subject.resource);
  const { deployment: id, project: projectId } = subject;
  if (!installation || resourceId === undefined || id === undefined) return [];
  const action = String(data.action);
  return [
    message(type, {
      subject: `deployment:${id}`,
      installations: [installation],
      projectId,
      payload: (to) => ({
        ...ofInstallation(to, installation),
        ...{ resourceId, action, deployment: { id } },
      }),
    }),
  ];
}
