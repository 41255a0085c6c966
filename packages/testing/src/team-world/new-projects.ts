import {
  type ActionRun,
  announce,
  beginAction,
  type Check,
  type Deployment,
  defaultCheckTimeout,
  type HandWrittenVariable,
  type SharedVariable,
} from '@kontor/core';
import { builtInEnvironment, type ProjectId } from '@kontor/protocol/vocabulary';
import { builtAt } from './built-at.ts';
import { mint } from './mint.ts';

/** A hand-written variable that stands nowhere yet: in every environment, unless told otherwise. */
export function newVariable(given: Partial<HandWrittenVariable> = {}): HandWrittenVariable {
  return {
    variableId: mint.variable(),
    name: 'HAND_WRITTEN',
    value: 'by hand',
    environments: builtInEnvironment.options,
    gitBranch: null,
    type: 'encrypted',
    visibility: null,
    comment: null,
    ...given,
  };
}

/** A shared variable that stands nowhere yet, linked to nothing unless told otherwise. */
export function newSharedVariable(
  given: Partial<SharedVariable & { readonly projectIds: readonly ProjectId[] }> = {},
): SharedVariable & { readonly projectIds: readonly ProjectId[] } {
  return {
    sharedVariableId: mint.sharedVariable(),
    name: 'SHARED',
    value: 'by hand, for all',
    environments: builtInEnvironment.options,
    type: 'encrypted',
    comment: null,
    projectIds: [],
    ...given,
  };
}

/** A deployment of a preview, about to be built, that stands nowhere yet. */
export function newDeployment(given: Partial<Deployment> = {}): Deployment {
  const announced = announce(
    {
      id: mint.deployment(),
      projectId: mint.project(),
      name: 'shop',
      externalId: null,
      environment: { name: 'preview', version: 0, digest: '' },
      url: null,
      gitBranch: null,
      gitCommit: null,
      meta: {},
      actions: [],
      checkRuns: [],
    },
    builtAt,
  );
  return { ...announced, ...given };
}

/** A check by the team's own webhook, before aliases, that stands nowhere yet. */
export function newCheck(given: Partial<Check> = {}): Check {
  return {
    id: mint.check(),
    projectId: mint.project(),
    name: 'e2e',
    requires: 'deployment-url',
    blocks: 'deployment-alias',
    targets: [],
    isRerequestable: true,
    timeoutSeconds: defaultCheckTimeout,
    source: { kind: 'webhook', webhookId: 'hook_1' },
    installationId: null,
    createdAt: builtAt,
    updatedAt: builtAt,
    deletedAt: null,
    ...given,
  };
}

/** An action that its provider has not answered yet. */
export function newActionRun(given: Partial<ActionRun> = {}): ActionRun {
  const begun = beginAction(
    {
      connectionId: mint.connection(),
      resourceId: mint.resource(),
      installationId: mint.installation(),
      action: 'branch',
      isRequired: true,
      prefix: null,
    },
    builtAt,
  );
  return { ...begun, ...given };
}
