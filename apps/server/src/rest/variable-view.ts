import { type CustomEnvironment, isBuiltInEnvironment } from '@kontor/core';
import type { RestVariable } from '@kontor/protocol/rest';
import type { VariableEntry } from './variable-entries.ts';

/** What everybody in the team may see of a variable: what is plain is shown as it is. */
export async function shownVariable(
  entry: VariableEntry,
  custom: readonly CustomEnvironment[],
): Promise<RestVariable> {
  return isPlain(entry) ? openVariable(entry, custom) : closedVariable(entry, custom);
}

/** A variable with its value. */
export async function openVariable(
  entry: VariableEntry,
  custom: readonly CustomEnvironment[],
): Promise<RestVariable> {
  return { ...closedVariable(entry, custom), value: await entry.value(), decrypted: true };
}

/** A variable whose value is not told. */
export function closedVariable(
  entry: VariableEntry,
  custom: readonly CustomEnvironment[],
): RestVariable {
  const { id, key, type, environments, gitBranch, comment, visibility, maker } = entry;
  return {
    id,
    key,
    value: '',
    type,
    target: environments.filter(isBuiltInEnvironment),
    customEnvironmentIds: custom
      .filter(({ slug }) => environments.includes(slug))
      .map((environment) => environment.id),
    ...(gitBranch === null ? {} : { gitBranch }),
    ...(comment === null ? {} : { comment }),
    visibility: visibility ?? (isPlain(entry) ? 'config' : 'secret'),
    configurationId: maker?.installationId ?? null,
    contentHint:
      maker === null
        ? null
        : {
            type: 'integration-store-secret',
            storeId: maker.resourceId,
            integrationId: maker.integrationId,
            integrationProductId: maker.productId,
            integrationConfigurationId: maker.installationId,
          },
    createdAt: entry.created.at.getTime(),
    createdBy: entry.created.by,
    updatedAt: entry.updated.at.getTime(),
    updatedBy: entry.updated.by,
    decrypted: false,
  };
}

/** What could be known of a secret that should not be. */
export function securityIssuesOf({ type, visibility }: VariableEntry): 'readable-secret'[] {
  return visibility === 'secret' && type !== 'sensitive' ? ['readable-secret'] : [];
}

export function isPlain({ type }: VariableEntry): boolean {
  return type === 'plain' || type === 'system';
}
