import type { EventCategory } from '@kontor/protocol/rest';
import type { EventType } from '@kontor/protocol/vocabulary';

/** What clients of the protocol call a type of event. */
export type ProtocolEventType = {
  readonly name: string;
  readonly category: EventCategory;
};

/** Types of events of the log that clients of the protocol have a word for. */
export const protocolEventTypes: Readonly<Partial<Record<EventType, ProtocolEventType>>> = {
  'team.created': type('team', 'team'),
  'team.updated': type('team-name-update', 'team'),
  'team.deleted': type('team-delete', 'team'),
  'member.added': type('team-member-add', 'team'),
  'member.updated': type('team-member-role-update', 'team'),
  'member.removed': type('team-member-delete', 'team'),
  'token.created': type('user-token-created', 'security'),
  'token.revoked': type('user-token-deleted', 'security'),
  'project.created': type('project-created', 'project'),
  'project.renamed': type('project-name', 'project'),
  'project.removed': type('project-delete', 'project'),
  'environment.created': type('project-custom-environment-created', 'project'),
  'environment.removed': type('project-custom-environment-deleted', 'project'),
  'environment.read': type('env-variable-read', 'env-variable'),
  'variable.created': type('env-variable-add', 'env-variable'),
  'variable.updated': type('env-variable-edit', 'env-variable'),
  'variable.deleted': type('env-variable-delete', 'env-variable'),
  'shared-variable.created': type('shared-env-variable-create', 'env-variable'),
  'shared-variable.read': type('shared-env-variable-read', 'env-variable'),
  'shared-variable.updated': type('shared-env-variable-update', 'env-variable'),
  'shared-variable.deleted': type('shared-env-variable-delete', 'env-variable'),
  'installation.created': type('integration-installation-completed', 'integration'),
  'installation.removed': type('integration-installation-removed', 'integration'),
  'resource.provisioned': type('storage-create', 'storage'),
  'resource.updated': type('storage-update', 'storage'),
  'resource.removed': type('storage-delete', 'storage'),
  'resource.secrets-updated': type('storage-reset-credentials', 'storage'),
  'connection.created': type('storage-connect-project', 'storage'),
  'connection.updated': type('storage-update-project-connection', 'storage'),
  'connection.removed': type('storage-disconnect-project', 'storage'),
};

export const categoryLabels: Readonly<Record<EventCategory, string>> = {
  'env-variable': 'Environment variables',
  integration: 'Integrations',
  project: 'Projects',
  security: 'Security',
  storage: 'Resources',
  team: 'Team',
};

function type(name: string, category: EventCategory): ProtocolEventType {
  return { name, category };
}
