import { teamPlan } from '../../people/team-plan.ts';
import type { ConnectedInstallation, Lookups } from '../lookups.ts';
import {
  type Audience,
  type LoggedEvent,
  type Message,
  message,
  type WebhookMappings,
} from '../message.ts';

const steps = [
  'deployment.created',
  'deployment.ready',
  'deployment.succeeded',
  'deployment.error',
  'deployment.canceled',
  'deployment.promoted',
  'deployment.cleanup',
] as const;
type Step = (typeof steps)[number];

/**
 * Deployments, told to every installation that a resource of the project is of.
 *
 * @see spec/partner-api.md §9
 */
export const deploymentWebhooks: WebhookMappings = Object.fromEntries(
  steps.map((type) => [
    type,
    (event: LoggedEvent, look: Lookups) => deploymentMessages(type, event, look),
  ]),
);

async function deploymentMessages(
  type: Step,
  { subject, data }: LoggedEvent,
  look: Lookups,
): Promise<readonly Message[]> {
  const { deployment: id, project: projectId } = subject;
  if (id === undefined || projectId === undefined) return [];
  const concerned = await look.connectedTo(projectId);
  const custom = await look.customEnvironments(projectId);
  const facts = {
    alias: listOf(data.alias),
    target: textOf(data.target),
    customEnvironmentId: custom.find(({ slug }) => slug === data.environment)?.id ?? null,
    deployment: {
      id,
      meta: metaOf(data.meta),
      url: textOf(data.url) ?? '',
      name: textOf(data.name) ?? '',
    },
  };
  const payload = (to: Audience) => payloadOf({ projectId, concerned, facts }, to);
  const about = {
    subject: `deployment:${id}`,
    installations: concerned.map(({ installation }) => installation),
    projectId,
  };
  return [message(type, { ...about, payload })];
}

type Facts = {
  readonly alias: string[];
  readonly target: string | null;
  readonly customEnvironmentId: string | null;
  readonly deployment: {
    readonly id: string;
    readonly meta: Record<string, string>;
    readonly url: string;
    readonly name: string;
  };
};

/** One shape for all: what a type does not have is left out when it is written down. */
function payloadOf(
  {
    projectId,
    concerned,
    facts,
  }: {
    readonly projectId: string;
    readonly concerned: readonly ConnectedInstallation[];
    readonly facts: Facts;
  },
  { team, user, installations, hostUrl }: Audience,
) {
  const theirs = concerned.filter(({ installation }) =>
    installations.some(({ id }) => id === installation.id),
  );
  const { alias, target, customEnvironmentId, deployment } = facts;
  const pageOfProject = new URL(`/projects/${projectId}`, hostUrl).href;
  return {
    ...{ team, user, alias, target },
    installationIds: theirs.map(({ installation }) => installation.id),
    integrations: theirs.map(({ installation, externalIds }) => ({
      installationId: installation.id,
      resources: externalIds.map((externalResourceId) => ({ externalResourceId })),
    })),
    deployment: { ...deployment, alias, target, customEnvironmentId, regions: [] },
    links: { deployment: deployment.url, project: pageOfProject },
    project: { id: projectId },
    plan: teamPlan,
    regions: [],
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function metaOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  const texts = Object.entries(value).filter(([, each]) => typeof each === 'string');
  return Object.fromEntries(texts);
}
