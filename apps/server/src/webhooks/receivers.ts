import type { InstallationKind } from '@kontor/protocol/vocabulary';
import type { SentWebhookType } from '@kontor/protocol/webhooks';
import type { Sql } from '../postgres/sql.ts';
import type { ConcernedInstallation } from './lookups.ts';
import type { Audience, LoggedEvent, Message } from './message.ts';

/** Whom a message goes to. The team is the one that may see what was sent. */
export type Receiver = {
  readonly teamId: string;
  readonly receiverId: string;
  /** Without an address nothing is sent, only kept. */
  readonly isAddressed: boolean;
  readonly audience: Audience;
};

/** Names teams and people towards an integration. */
export type PairwiseNames = {
  readonly accountIdFor: (teamId: string, integrationId: string) => string;
  readonly userIdFor: (userId: string, integrationId: string) => string;
};

export type ReceiversPorts = {
  readonly read: Sql;
  readonly pairwise: PairwiseNames;
  /** The host's public address. */
  readonly url: string;
};

/** Everybody who hears of a message: the integrations that it concerns, and the team's own webhooks. */
export async function receiversOf(
  ports: ReceiversPorts,
  event: LoggedEvent,
  message: Message,
): Promise<readonly Receiver[]> {
  const [integrations, webhooks] = await Promise.all([
    integrationsOf(ports, event, message),
    webhooksOf(ports, event, message),
  ]);
  return [...integrations, ...webhooks];
}

async function integrationsOf(
  { read, pairwise, url }: ReceiversPorts,
  event: LoggedEvent,
  { type, installations }: Message,
): Promise<readonly Receiver[]> {
  const told = installations.filter(({ isDisabled }) => !isDisabled || toldWhileDisabled.has(type));
  const concerned = Map.groupBy(told, ({ integrationId }) => integrationId);
  if (concerned.size === 0) return [];
  const rows = await read<{ integration_id: string; owner: string; is_addressed: boolean }>(
    `select integration_id, owner_team_id as owner, webhook_url is not null as is_addressed
     from integration where integration_id = any($1)`,
    [[...concerned.keys()]],
  );
  return rows.flatMap(({ integration_id: id, owner, is_addressed }) => {
    // an installation and a linked account know the team by different ids, so each is told for itself
    const alike = Map.groupBy(concerned.get(id) ?? [], ({ kind }) => kind);
    return [...alike].map(([kind, theirs]) => ({
      teamId: owner,
      receiverId: id,
      isAddressed: is_addressed,
      audience: audienceOf(event, theirs, { ...namesFor(pairwise, id, kind), url }),
    }));
  });
}

/** All that a linked account hears of while nobody answers for it. @see spec/partner-api.md §9, §13.4 */
const toldWhileDisabled: ReadonlySet<SentWebhookType> = new Set([
  'project.created',
  'project.removed',
  'integration-configuration.removed',
]);

async function webhooksOf(
  { read, url }: ReceiversPorts,
  event: LoggedEvent,
  { type, projectId, installations }: Message,
): Promise<readonly Receiver[]> {
  const rows = await read<{ webhook_id: string }>(
    `select webhook_id from webhook where team_id = $1 and $2 = any(events)
       and (project_ids is null or $3 = any(project_ids))
       and (listens_after is null or listens_after < $4)`,
    [event.teamId, type, projectId ?? null, event.sequence],
  );
  const audience = audienceOf(event, installations, { ...ownNames, url });
  return rows.map(({ webhook_id }) => ({
    teamId: event.teamId,
    receiverId: webhook_id,
    isAddressed: true,
    audience,
  }));
}

type Names = {
  readonly team: (teamId: string) => string;
  readonly user: (userId: string) => string;
};

/** A team knows itself and its people by their own ids. */
export const ownNames: Names = { team: (id) => id, user: (id) => id };

/**
 * By the ids that the integration was given. Whoever links an account is sent with the team's own.
 *
 * @see spec/concepts.md — C5; spec/partner-api.md §13.1
 */
export function namesFor(
  pairwise: PairwiseNames,
  integrationId: string,
  kind: InstallationKind,
): Names {
  return {
    team: (id) => (kind === 'connectable' ? id : pairwise.accountIdFor(id, integrationId)),
    user: (id) => pairwise.userIdFor(id, integrationId),
  };
}

function audienceOf(
  { teamId, actor }: LoggedEvent,
  installations: readonly ConcernedInstallation[],
  names: Names & { readonly url: string },
): Audience {
  return {
    hostUrl: names.url,
    team: { id: names.team(teamId) },
    user: actor.kind === 'person' ? { id: names.user(actor.userId) } : null,
    idOf: names.user,
    installations,
  };
}
