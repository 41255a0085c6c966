import { type CheckSource, checkSource } from '@kontor/protocol/vocabulary';
import type { Lookups } from '../lookups.ts';
import { type LoggedEvent, type Message, message, type WebhookMappings } from '../message.ts';

/** What those who judge deployments are asked to do. @see spec/checks.md — CHK-1, CHK-7 */
export const checkWebhooks: WebhookMappings = {
  'deployment.checkrun.start': (event, look) =>
    runMessages('deployment.checkrun.start', event, look),
  'deployment.checkrun.cancel': (event, look) =>
    runMessages('deployment.checkrun.cancel', event, look),
  'deployment.check-rerequested': async ({ subject }, look) => {
    const { deployment: id, check, project: projectId } = subject;
    const installation = await look.installation(subject.installation);
    if (!installation || id === undefined || check === undefined) return [];
    return [
      message('deployment.check-rerequested', {
        subject: `deployment:${id}`,
        installations: [installation],
        projectId,
        payload: ({ team, user }) => ({ team, user, deployment: { id }, check: { id: check } }),
      }),
    ];
  },
};

async function runMessages(
  type: 'deployment.checkrun.start' | 'deployment.checkrun.cancel',
  { subject, data }: LoggedEvent,
  look: Lookups,
): Promise<readonly Message[]> {
  const { deployment: deploymentId, check: checkId, checkRun: id, project: projectId } = subject;
  const source = checkSource.safeParse(data.source);
  if (!source.success || !deploymentId || !checkId || !id || !projectId) return [];
  const installation = await look.installation(subject.installation);
  const told = toldSource(source.data);
  return [
    message(type, {
      subject: `deployment:${deploymentId}`,
      installations: installation === undefined ? [] : [installation],
      projectId,
      payload: ({ team, user }) => ({
        ...{ team, user },
        ...(installation && {
          configuration: { id: installation.id },
          installationId: installation.id,
        }),
        checkRun: { id, checkId, source: told, deploymentId, timeout: Number(data.timeout) },
        deployment: {
          id: deploymentId,
          ...(typeof data.url === 'string' && { url: data.url }),
        },
        project: { id: projectId },
      }),
    }),
  ];
}

function toldSource(source: CheckSource) {
  switch (source.kind) {
    case 'integration': {
      const { kind, integrationConfigurationId, externalResourceId } = source;
      return {
        ...{ kind, integrationConfigurationId },
        ...(externalResourceId !== undefined && { externalResourceId }),
      };
    }
    case 'webhook':
      return { kind: source.kind, webhookId: source.webhookId ?? '' };
    case 'git-provider':
      return { kind: source.kind, provider: source.provider };
  }
}
