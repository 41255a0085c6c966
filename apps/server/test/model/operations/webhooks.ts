import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { type Operation, sceneOf } from '../asking.ts';
import { turnedAway } from '../rights.ts';

/** As many as a team may have. */
const MOST = 20;

/** Some hear of projects, of the whole team or of one project alone. */
const createWebhook: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const events = choices.some(['project.created', 'project.renamed', 'project.removed'] as const);
  const holder = choices.rarely(8) ? (choices.of(trial.model.teams) ?? team) : team;
  const project = choices.rarely(3) ? choices.of(holder.projects) : undefined;
  const isKnown = project === undefined || team.projects.includes(project);
  const projects = project && [project.id];
  const { webhooksUrl: url } = trial.stage;
  return trial.ask(k.createWebhook, {
    by,
    call: {
      params: { team: team.slug },
      body: { url, events, ...(projects && { projectIds: projects }) },
    },
    refusal:
      turnedAway(team, by, 'webhook:manage') ??
      (isKnown ? undefined : 'project_not_found') ??
      (team.webhooks.length < MOST ? undefined : 'too_many_webhooks'),
    takeOver: ({ receiver: { id } }) => {
      team.webhooks.push({ id, events, projects: projects ?? null, told: [] });
    },
  });
};

const deleteWebhook: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const holder = choices.rarely(8) ? (choices.of(trial.model.teams) ?? team) : team;
  const webhook = choices.of(holder.webhooks.toReversed());
  if (webhook === undefined) return undefined;
  return trial.ask(k.deleteWebhook, {
    by,
    call: { params: { team: team.slug, webhook: webhook.id } },
    refusal:
      turnedAway(team, by, 'webhook:manage') ?? (holder === team ? undefined : 'webhook_not_found'),
    takeOver: () => void team.webhooks.splice(team.webhooks.indexOf(webhook), 1),
  });
};

export const webhookOperations = { createWebhook, deleteWebhook };
