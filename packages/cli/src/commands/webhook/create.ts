import * as projectEndpoints from '@kontor/protocol/kontor/project';
import * as webhookEndpoints from '@kontor/protocol/kontor/webhook';
import { webhookType } from '@kontor/protocol/webhooks';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { argument, list } from '../../inputs.ts';
import { suggest } from '../../names/suggest.ts';
import type { Session } from '../../session.ts';

export const createWebhook = command({
  args: z.strictObject({ url: argument('Where to send, such as https://example.com/hooks.') }),
  options: z.strictObject({
    events: list('types', 'What to send, such as project.created,project.removed.'),
    projects: list('projects', 'Only of these projects, by name or id.'),
  }),
  details:
    'The secret that signs what is sent goes alone to the standard output, so that it can be piped. It cannot be read again.',
  examples: [
    'kontor webhooks create https://example.com/hooks --events project.created,project.removed',
    'kontor webhooks create https://example.com/hooks --events deployment.ready --projects web',
  ],
  output: webhookEndpoints.createWebhook.responses[201],
  run: async ({ args, options }, session) => {
    const events = readTypes(options.events);
    const projectIds = await Promise.all(options.projects.map((one) => projectId(session, one)));
    const { body } = await session.call(webhookEndpoints.createWebhook, {
      params: { team: await session.team() },
      body: { url: args.url, events, ...(projectIds.length === 0 ? {} : { projectIds }) },
    });
    const { receiver, secret } = body;
    return {
      data: { receiver, secret },
      text: [secret],
      notes: [`Created the webhook ${receiver.id}. Its secret is shown this once.`],
    };
  },
});

function readTypes(given: readonly string[]) {
  if (given.length === 0) throw wrong('Name what to send with --events.');
  return given.map((text) => {
    const type = webhookType.safeParse(text);
    if (type.success) return type.data;
    throw wrong(`There is no event '${text}'.${suggest(text, webhookType.options)}`);
  });
}

function wrong(message: string): CliError {
  return new CliError({ code: 'wrong_usage', exitCode: exitCode.wrongUsage, message });
}

async function projectId({ call, team }: Session, project: string): Promise<string> {
  const { body } = await call(projectEndpoints.getProject, {
    params: { team: await team(), project },
  });
  return body.project.id;
}
