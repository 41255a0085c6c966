import type { Check, CheckRun, Deployment, DeploymentCheck } from '@kontor/core';
import type { RestCheck, RestCheckRun, RestDeploymentCheck } from '@kontor/protocol/rest';

/** Checks as clients of the protocol know them: what there is not is left out. @see spec/platform-api.md §4.5, §4.6 */
export function restCheckOf(check: Check, ownerId: string): RestCheck {
  const { id, name, projectId, isRerequestable, requires, blocks, source, installationId } = check;
  return {
    ...{ id, name, ownerId, projectId, isRerequestable, requires, blocks, source },
    targets: [...check.targets],
    timeout: check.timeoutSeconds,
    sourceKind: source.kind,
    ...(installationId !== null && { sourceIntegrationConfigurationId: installationId }),
    createdAt: check.createdAt.getTime(),
    updatedAt: check.updatedAt.getTime(),
  };
}

export function restCheckRunOf(
  run: CheckRun,
  { id: deploymentId, projectId }: Pick<Deployment, 'id' | 'projectId'>,
  ownerId: string,
): RestCheckRun {
  const { id, name, checkId, status, requires, blocks, source } = run;
  const { conclusion, conclusionText, externalId, externalUrl, completedAt } = run;
  return {
    ...{ id, name, checkId, ownerId, deploymentId, projectId, status, requires, blocks, source },
    targets: [...run.targets],
    timeout: run.timeoutSeconds,
    ...(conclusion !== null && { conclusion }),
    ...(conclusionText !== null && { conclusionText }),
    ...(externalId !== null && { externalId }),
    ...(externalUrl !== null && { externalUrl }),
    ...(run.output !== null && { output: run.output as NonNullable<RestCheckRun['output']> }),
    createdAt: run.createdAt.getTime(),
    updatedAt: run.updatedAt.getTime(),
    ...(completedAt !== null && { completedAt: completedAt.getTime() }),
  };
}

export function restDeploymentCheckOf(
  check: DeploymentCheck,
  deploymentId: string,
): RestDeploymentCheck {
  const { id, name, integrationId, isBlocking, isRerequestable, status } = check;
  const { conclusion, path, detailsUrl, externalId, startedAt, completedAt } = check;
  return {
    ...{ id, name, deploymentId, integrationId, status },
    blocking: isBlocking,
    rerequestable: isRerequestable,
    ...(conclusion !== null && { conclusion }),
    ...(path !== null && { path }),
    ...(detailsUrl !== null && { detailsUrl }),
    ...(externalId !== null && { externalId }),
    ...(check.output !== null && {
      output: check.output as NonNullable<RestDeploymentCheck['output']>,
    }),
    createdAt: check.createdAt.getTime(),
    updatedAt: check.updatedAt.getTime(),
    ...(startedAt !== null && { startedAt: startedAt.getTime() }),
    ...(completedAt !== null && { completedAt: completedAt.getTime() }),
  };
}
