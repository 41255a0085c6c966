import type { JsonValue } from '@kontor/core';
import type { Lookups } from '../lookups.ts';
import {
  type LoggedEvent,
  type Message,
  message,
  ofInstallation,
  type WebhookMapping,
  type WebhookMappings,
} from '../message.ts';

/** Connections of resources to projects. @see spec/webhooks.md — WHK-16 */
export const connectionWebhooks: WebhookMappings = {
  'connection.created': connected,
  'connection.updated': connected,
  'connection.removed': disconnected,
  // what goes along with its project is another team's and at another installation from then on
  'resource.transferred': async (event, look) =>
    event.data.way === 'in' ? ofEach(event, look, connected) : ofEach(event, look, disconnected),
  // of very many connections that end together one event tells
  'resource.disconnected': (event, look) => ofEach(event, look, disconnected),
};

/** What is told of each of the connections that an event names. */
async function ofEach(
  event: LoggedEvent,
  look: Lookups,
  tell: WebhookMapping,
): Promise<readonly Message[]> {
  const from = Array.isArray(event.data.from) ? event.data.from : [];
  const messages: Message[] = [];
  for (const one of from) {
    if (typeof one !== 'object' || one === null || !('project' in one)) continue;
    const subject = { ...event.subject, project: String(one.project) };
    const { externalId = null } = event.data;
    messages.push(...(await tell({ ...event, subject, data: { ...one, externalId } }, look)));
  }
  return messages;
}

async function disconnected(event: LoggedEvent, look: Lookups): Promise<readonly Message[]> {
  const found = await connectionOf(event, look);
  if (found === undefined) return [];
  const { about, facts } = found;
  const project = { id: facts.projectId };
  return [
    message('integration-resource.project-disconnected', {
      ...about,
      payload: (to) => ({ ...ofInstallation(to, found.installation), ...facts, project }),
    }),
  ];
}

/** New environments of a connection are told as a connection is: a receiver takes the newest word. */
async function connected(event: LoggedEvent, look: Lookups): Promise<readonly Message[]> {
  const found = await connectionOf(event, look);
  if (found === undefined) return [];
  const { about, facts } = found;
  const name = event.data.projectName ?? (await look.projectName(facts.projectId));
  const project = { id: facts.projectId, name: String(name ?? '') };
  return [
    message('integration-resource.project-connected', {
      ...about,
      payload: (to) => ({ ...ofInstallation(to, found.installation), ...facts, project }),
    }),
  ];
}

async function connectionOf({ subject, data }: LoggedEvent, look: Lookups) {
  const installation = await look.installation(subject.installation);
  // a resource that has moved is not the team's any more
  const known = typeof data.externalId === 'string' ? data.externalId : undefined;
  const resourceId = known ?? (await look.externalId(subject.resource));
  const { project: projectId } = subject;
  if (!installation || resourceId === undefined || projectId === undefined) return undefined;
  return {
    installation,
    about: { subject: `resource:${subject.resource}`, installations: [installation], projectId },
    facts: { resourceId, projectId, targets: textsIn(data.environments) },
  };
}

function textsIn(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
