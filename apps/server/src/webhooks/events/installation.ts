import type { JsonValue } from '@kontor/core';
import type { ConcernedInstallation } from '../lookups.ts';
import { message, ofInstallation, type WebhookMappings } from '../message.ts';

/** Installations as a whole. @see spec/webhooks.md — WHK-15 */
export const installationWebhooks: WebhookMappings = {
  'installation.removed': async ({ subject }, look) => {
    const installation = await look.installation(subject.installation);
    if (installation === undefined) return [];
    return [
      message('integration-configuration.removed', {
        ...about(installation),
        payload: (to) => ({
          ...ofInstallation(to, installation),
          configuration: { id: installation.id, ...selectionOf(installation.projects) },
        }),
      }),
    ];
  },
  // the former team's own webhooks are not told: whose it is now is no matter of theirs
  'installation.transferred-in': async ({ subject, data }, look) => {
    const installation = await look.installation(subject.installation);
    if (installation === undefined) return [];
    const previous = String(data.previousAccountId);
    return [
      message('integration-configuration.transferred', {
        ...about(installation),
        // no provider is handed the id of a team: both are accounts
        payload: (to) => ({
          ...ofInstallation(to, installation),
          ...{ previousTeamId: previous, previousAccountId: previous },
          ...{ newTeamId: to.team.id, newAccountId: to.team.id },
        }),
      }),
    ];
  },
  'installation.scopes-confirmed': async ({ subject, data }, look) => {
    const installation = await look.installation(subject.installation);
    if (installation === undefined) return [];
    const scopes = [...(textsIn(data.scopes) ?? [])];
    return [
      message('integration-configuration.scope-change-confirmed', {
        ...about(installation),
        payload: (to) => ({
          ...ofInstallation(to, installation),
          configuration: { id: installation.id, scopes },
        }),
      }),
    ];
  },
  'installation.projects-selected': async ({ subject, data }, look) => {
    const installation = await look.installation(subject.installation);
    if (installation === undefined) return [];
    const all = await look.projectIds();
    const before = textsIn(data.before);
    const after = textsIn(data.projects);
    const projects = {
      added: without(after ?? all, before ?? all),
      removed: without(before ?? all, after ?? all),
    };
    return [
      message('integration-configuration.permission-upgraded', {
        ...about(installation),
        payload: (to) => ({
          ...ofInstallation(to, installation),
          configuration: { id: installation.id, ...selectionOf(after) },
          projects,
        }),
      }),
    ];
  },
};

function about(installation: ConcernedInstallation) {
  return { subject: `installation:${installation.id}`, installations: [installation] };
}

function selectionOf(projects: readonly string[] | null) {
  return projects === null
    ? { projectSelection: 'all' as const, projects: [] }
    : { projectSelection: 'selected' as const, projects: [...projects] };
}

function without(these: readonly string[], others: readonly string[]): string[] {
  return these.filter((each) => !others.includes(each));
}

function textsIn(value: JsonValue | undefined): readonly string[] | null {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : null;
}
