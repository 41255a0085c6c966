import type {
  InstallationId,
  InstallationSource,
  OperationId,
  TeamId,
  UserId,
} from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { missingPolicies } from '../../domain/catalog/policies.ts';
import {
  beginInstallation,
  type Installation,
  type InstallationReport,
  installed,
  installFailed,
} from '../../domain/installation/installation.ts';
import type { Terms } from '../../domain/mandate/budget.ts';
import { beginOperation, type OperationRefusal } from '../../domain/operation/operation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { CatalogIntegration, CatalogReader } from '../catalog-reader.ts';
import { isAgent } from '../mandate/permit-agent.ts';
import { type EnqueueTx, enqueueOperation, findRepeated } from '../operation/begin-operation.ts';
import { type Begun, begunOf } from '../operation/begun.ts';
import type { OperationHandler } from '../operation/operation-handler.ts';
import type { Provider } from '../provider.ts';
import type { TeamTx, Transact } from '../team-tx.ts';

export type InstallTx = EnqueueTx & Pick<TeamTx, 'credentials' | 'events'>;

export type InstallPorts = {
  readonly transact: Transact<InstallTx>;
  readonly catalog: CatalogReader;
  readonly now: () => Date;
  readonly mintInstallationId: () => InstallationId;
  readonly mintOperationId: () => OperationId;
};

export type InstallRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly userId: UserId | null;
  readonly integration: string;
  readonly acceptedPolicies: readonly string[];
  readonly source?: InstallationSource;
  /** Whether nothing of it is to be charged: for the team that publishes the integration. */
  readonly isTest?: boolean;
  readonly callerKey: string | null;
  readonly traceId: string;
  /** What it costs and what has to be accepted, where an agent asks. */
  readonly terms?: Terms;
};

/**
 * Begins to install an integration for a team. One native installation of an integration at a time:
 * of two requests at once, one begins and the other is refused with the name of the first.
 *
 * @see spec/concepts.md — C4 to C6, C9
 */
export function createInstall(ports: InstallPorts) {
  return async (request: InstallRequest): Promise<Result<Begun, Refusal>> => {
    const integration = await ports.catalog(request.integration);
    if (integration === undefined || !isVisibleTo(integration, request.teamId)) {
      return refuse(
        'integration_not_found',
        `There is no integration '${request.integration}' in the catalogue.`,
      );
    }
    if (!integration.kinds.includes('native')) return onlyLinked(integration);
    if (request.isTest && integration.ownerTeamId !== request.teamId) return notYours(integration);
    // terms are accepted by people: an agent's installation waits for one
    const acceptedPolicies = isAgent(request.actor) ? [] : request.acceptedPolicies;
    const missing = isAgent(request.actor) ? [] : missingPolicies(integration, acceptedPolicies);
    if (missing.length > 0) return policiesNotAccepted(integration, missing);
    const asked = { ...request, acceptedPolicies };
    return ports.transact(request.teamId, (tx) => begin(tx, ports, asked, integration));
  };
}

async function begin(
  tx: InstallTx,
  { now, mintInstallationId, mintOperationId }: InstallPorts,
  { teamId, actor, userId, callerKey, traceId, ...request }: InstallRequest,
  integration: CatalogIntegration,
): Promise<Result<Begun, Refusal>> {
  const repeated = await findRepeated(tx.operations, callerKey);
  if (repeated !== undefined) return ok({ operation: repeated, isNew: false });
  const at = now();
  const acceptedPolicies = Object.fromEntries(
    request.acceptedPolicies.map((policy) => [policy, at.toISOString()]),
  );
  const installation = beginInstallation(
    {
      id: mintInstallationId(),
      teamId,
      integrationId: integration.id,
      kind: 'native',
      acceptedPolicies,
      installedBy: userId,
      isTest: request.isTest ?? false,
      ...(request.source === undefined ? {} : { source: request.source }),
    },
    at,
  );
  if (!(await tx.installations.insert(installation))) {
    return alreadyInstalled(
      integration,
      await tx.installations.findCurrent(integration.id, 'native'),
    );
  }
  await tx.credentials.issue({
    installationId: installation.id,
    integrationId: integration.id,
  });
  const operation = beginOperation({
    id: mintOperationId(),
    teamId,
    installationId: installation.id,
    resourceId: null,
    callerKey,
    actor,
    intent: { kind: 'install', acceptedPolicies },
    traceId,
    at,
  });
  const queued = await enqueueOperation(tx, operation, request.terms);
  return begunOf(queued);
}

function notYours({ name, slug }: CatalogIntegration) {
  return refuse('not_offered', `Only the team that publishes ${name} installs it as a test.`, {
    integration: slug,
  });
}

function onlyLinked({ name, slug }: CatalogIntegration) {
  return refuse(
    'kind_not_offered',
    `${name} is not installed; an account at its provider is linked. Open /integrations/${slug}/new at this host.`,
    { kinds: ['connectable'] },
  );
}

/** Whether a team finds it: one that is not published is its own team's alone. */
export function isVisibleTo(
  integration: Pick<CatalogIntegration, 'isPublished' | 'ownerTeamId'>,
  teamId: TeamId,
): boolean {
  return integration.isPublished || integration.ownerTeamId === teamId;
}

function policiesNotAccepted(integration: CatalogIntegration, missing: readonly string[]) {
  return refuse(
    'policies_not_accepted',
    `To install ${integration.name}, these policies must be accepted: ${missing.join(', ')}.`,
    {
      missing,
      fields: [
        {
          key: 'acceptedPolicies',
          message: 'Nothing is installed before each of these is accepted.',
        },
      ],
      eulaUrl: integration.eulaUrl,
      privacyUrl: integration.privacyUrl,
    },
  );
}

function alreadyInstalled(integration: CatalogIntegration, current: Installation | undefined) {
  const existing = current === undefined ? '' : ` as ${current.id} (${current.lifecycle})`;
  return refuse(
    'already_installed',
    `${integration.name} is installed already${existing}. Use that installation, or uninstall it first.`,
    current === undefined ? {} : { installationId: current.id, lifecycle: current.lifecycle },
  );
}

/** Opens the team's account at the provider, and takes it back when nobody knows whether it did. */
export function installHandler({
  provider,
  now,
}: {
  readonly provider: Pick<Provider, 'upsertInstallation' | 'deleteInstallation'>;
  readonly now: () => Date;
}): OperationHandler<InstallTx, InstallationReport> {
  return {
    send: (operation) => provider.upsertInstallation(operation),
    settle: async (operation) => {
      const outcome = await provider.deleteInstallation(operation, { asSystem: true });
      const isGone =
        outcome.kind === 'answered' ||
        (outcome.kind === 'refused' && [404, 410].includes(outcome.refusal.status));
      return isGone ? { kind: 'undone', refusal: undone } : { kind: 'unknown' };
    },
    succeed: async (tx, operation, report) => {
      const current = await tx.installations.lock(operation.installationId);
      if (current === undefined) return undefined;
      await tx.installations.save(installed(current, report ?? {}, now()));
      await tx.events.append({
        type: 'installation.created',
        actor: operation.actor,
        subject: { installation: current.id, integration: current.integrationId },
        operationId: operation.id,
        data: current.isTest ? { isTest: true } : {},
      });
      return undefined;
    },
    fail: async (tx, operation, refusal) => {
      const current = await tx.installations.lock(operation.installationId);
      if (current === undefined) return;
      await tx.installations.save(installFailed(current, now()));
      await tx.events.append({
        type: 'installation.failed',
        actor: operation.actor,
        subject: { installation: current.id, integration: current.integrationId },
        operationId: operation.id,
        data: { code: refusal.code, message: refusal.message },
      });
    },
  };
}

const undone: OperationRefusal = {
  code: 'provider_outcome_unknown',
  message:
    'The provider never said whether it opened the account, so the installation was taken back there. Try again.',
};
