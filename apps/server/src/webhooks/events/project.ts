import type { Lookups } from '../lookups.ts';
import { type Audience, type LoggedEvent, message, type WebhookMappings } from '../message.ts';

/** Projects and what teams write into them. @see spec/webhooks.md — WHK-26 */
export const projectWebhooks: WebhookMappings = {
  'project.created': async (event, look) => [
    message('project.created', {
      ...(await aboutProject(event, look)),
      payload: (to) => ({ ...whose(to), project: projectOf(event) }),
    }),
  ],
  'project.removed': async (event, look) => [
    message('project.removed', {
      ...(await aboutProject(event, look)),
      payload: (to) => ({ ...whose(to), project: projectOf(event) }),
    }),
  ],
  'project.renamed': async (event, look) => [
    message('project.renamed', {
      ...(await aboutProject(event, look)),
      payload: (to) => ({
        ...whose(to),
        project: projectOf(event),
        previousName: String(event.data.formerName),
      }),
    }),
  ],
  'variable.created': (event, look) => variable('project.env-variable.created', event, look),
  'variable.updated': (event, look) => variable('project.env-variable.updated', event, look),
  'variable.deleted': (event, look) => variable('project.env-variable.deleted', event, look),
};

async function variable(
  type:
    | 'project.env-variable.created'
    | 'project.env-variable.updated'
    | 'project.env-variable.deleted',
  event: LoggedEvent,
  look: Lookups,
) {
  const { project: projectId, variable: envVarId } = event.subject;
  if (projectId === undefined || envVarId === undefined) return [];
  const about = await aboutProject(event, look);
  return [message(type, { ...about, payload: (to) => ({ ...whose(to), projectId, envVarId }) })];
}

/** Told to integrations that may see the project, connected to it or not. */
async function aboutProject({ subject }: LoggedEvent, look: Lookups) {
  const { project: projectId } = subject;
  return {
    subject: `project:${projectId}`,
    installations: await look.installationsFor(projectId),
    projectId,
  };
}

function projectOf({ subject, data }: LoggedEvent) {
  return { id: String(subject.project), name: String(data.name) };
}

function whose({ team, user }: Audience) {
  return { team, user };
}
