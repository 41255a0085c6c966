import type { EventCategory } from '@kontor/protocol/rest';

/** What clients of the protocol call a type of event. */
export type ProtocolEventType = {
  readonly name: string;
  readonly description: string;
  readonly category: EventCategory;
};

/** Types of events of the log that clients of the protocol have a word for. */
export const protocolEventTypes: Readonly<Record<string, ProtocolEventType>> = {
  'team.created': type('team', 'team', 'A team was created'),
  'team.updated': type('team-name-update', 'team', 'A team was renamed or described anew'),
  'team.deleted': type('team-delete', 'team', 'A team was deleted'),
  'member.added': type('team-member-add', 'team', 'A person joined the team'),
  'member.updated': type('team-member-role-update', 'team', 'A member got another role'),
  'member.removed': type('team-member-delete', 'team', 'A person left the team'),
  'token.created': type('user-token-created', 'security', 'A token was created'),
  'token.revoked': type('user-token-deleted', 'security', 'A token was revoked'),
  'project.created': type('project-created', 'project', 'A project was created'),
  'project.renamed': type('project-name', 'project', 'A project was renamed'),
  'project.removed': type('project-delete', 'project', 'A project was deleted'),
  'environment.created': type(
    'project-custom-environment-created',
    'project',
    'A custom environment was created',
  ),
  'environment.removed': type(
    'project-custom-environment-deleted',
    'project',
    'A custom environment was deleted',
  ),
  'environment.read': type('env-variable-read', 'env-variable', 'The variables were read'),
  'variable.created': type('env-variable-add', 'env-variable', 'A variable was added'),
  'variable.updated': type('env-variable-edit', 'env-variable', 'A variable was changed'),
  'variable.deleted': type('env-variable-delete', 'env-variable', 'A variable was deleted'),
  'shared-variable.created': type(
    'shared-env-variable-create',
    'env-variable',
    'A shared variable was added',
  ),
  'shared-variable.read': type(
    'shared-env-variable-read',
    'env-variable',
    'A shared variable was read',
  ),
  'shared-variable.updated': type(
    'shared-env-variable-update',
    'env-variable',
    'A shared variable was changed',
  ),
  'shared-variable.deleted': type(
    'shared-env-variable-delete',
    'env-variable',
    'A shared variable was deleted',
  ),
  'installation.created': type(
    'integration-installation-completed',
    'integration',
    'An integration was installed',
  ),
  'installation.removed': type(
    'integration-installation-removed',
    'integration',
    'An integration was uninstalled',
  ),
  'resource.provisioned': type('storage-create', 'storage', 'A resource was provisioned'),
  'resource.updated': type('storage-update', 'storage', 'A resource was changed'),
  'resource.removed': type('storage-delete', 'storage', 'A resource was removed'),
  'resource.secrets-updated': type(
    'storage-reset-credentials',
    'storage',
    'The secrets of a resource changed',
  ),
  'connection.created': type(
    'storage-connect-project',
    'storage',
    'A resource was connected to a project',
  ),
  'connection.updated': type(
    'storage-update-project-connection',
    'storage',
    'The connection of a resource to a project was changed',
  ),
  'connection.removed': type(
    'storage-disconnect-project',
    'storage',
    'A resource was disconnected from a project',
  ),
};

export const categoryLabels: Readonly<Record<EventCategory, string>> = {
  'env-variable': 'Environment variables',
  integration: 'Integrations',
  project: 'Projects',
  security: 'Security',
  storage: 'Resources',
  team: 'Team',
};

function type(name: string, category: EventCategory, description: string): ProtocolEventType {
  return { name, category, description };
}
