import {
  actionsIn,
  type Begun,
  type createInstall,
  type createProvision,
  type Installation,
  missingPolicies,
  type Operation,
  ok,
  operationRunning,
  type Refusal,
  type Result,
  validateMetadata,
} from '@kontor/core';
import type { ProvisionElsewhere, restEndpoints } from '@kontor/protocol/rest';
import {
  type InstallationId,
  type InstallationSource,
  installationId,
  type Metadata,
  teamId,
  userId,
} from '@kontor/protocol/vocabulary';
import type { Catalog } from '../catalog/catalog-reader.ts';
import { type Offered, offeredTo } from '../catalog/product-plans.ts';
import { forbidden } from '../http/authorise.ts';
import { protocolCode } from '../http/refusal-status.ts';
import type { Outcome, TeamCaller } from '../http/route.ts';
import { installationNotFound } from '../http/routes/installation-routes.ts';
import { provisionRequestOf } from '../http/routes/provision-request.ts';
import { installationStore } from '../postgres/installation-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { endOf } from './configuration-routes.ts';
import { storeOfOperation } from './store-routes.ts';
import type { Stores } from './stores.ts';

export type AutoProvisionPorts = {
  readonly read: Sql;
  readonly catalog: Pick<Catalog, 'find' | 'offer'>;
  readonly stores: Stores;
  readonly install: ReturnType<typeof createInstall>;
  readonly provision: ReturnType<typeof createProvision>;
  readonly run: (begun: Begun) => Promise<Operation>;
  /** Where a person installs an integration for a team. */
  readonly installUrl: (slug: string, team: string) => string;
};

type Request = {
  readonly integration: string;
  readonly product: string;
  readonly name: string;
  readonly metadata: Metadata;
  readonly acceptedPolicies: Readonly<Record<string, string>>;
  readonly source: InstallationSource;
  readonly billingPlanId?: string | undefined;
  readonly installationId?: string | undefined;
  readonly installationMetadata?: Metadata | undefined;
  readonly callerKey: string | null;
  readonly traceId: string;
};

type Answer = Outcome<typeof restEndpoints.autoProvision>;

/** Refusals that a person can mend in the marketplace; any other is told as it is. */
const mendable: ReadonlySet<string> = new Set([
  'policies_not_accepted',
  'invalid_metadata',
  'billing_plan_unavailable',
]);

/**
 * Provisions a resource in one request, and installs its integration first where the team has not.
 * What only a person can decide (terms, a plan, a form) sends them to a page.
 *
 * @see spec/platform-api.md §5
 */
export async function autoProvision(
  ports: AutoProvisionPorts,
  caller: TeamCaller,
  request: Request,
): Promise<Answer> {
  const offered = await offeredTo(ports, caller.team.id, request);
  if (!offered.ok) return offered;
  const elsewhere = (refusal: Refusal, installation?: InstallationId): Answer =>
    mendable.has(refusal.code)
      ? ok(sentElsewhere(ports, offered.value, { refusal, installation, team: caller.team.id }))
      : { ok: false, error: refusal };
  const form = await checkInstallationForm(ports, request, offered.value);
  if (form !== undefined) return elsewhere(form);
  const account = await accountFor(ports, caller, { request, offered: offered.value });
  if (!account.ok) return elsewhere(account.error);
  const { name: wanted, metadata, billingPlanId, callerKey, traceId } = request;
  const begun = await ports.provision(
    provisionRequestOf(
      { caller, body: { name: wanted, metadata, billingPlanId }, callerKey, traceId },
      { installationId: account.value, product: offered.value.product.slug },
    ),
  );
  const provisioned = await storeOfOperation(ports, caller.team.id, begun);
  if (!provisioned.ok) return elsewhere(provisioned.error, account.value);
  const { id, name, status, externalResourceId, ownership, secrets, billingPlan } =
    provisioned.value;
  const secretKeys = secrets.map((secret) => secret.name);
  return ok({
    status: 200,
    body: {
      kind: 'provisioned',
      resource: { id, name, status, externalResourceId, ownership, secretKeys },
      ...namesOf(offered.value),
      installation: { id: account.value },
      billingPlan: billingPlan ?? null,
    },
  });
}

type Wanted = { readonly request: Request; readonly offered: Offered };

/** The installation to provision in: the one that is named, the one there is, or a new one. */
async function accountFor(
  ports: AutoProvisionPorts,
  caller: TeamCaller,
  { request, offered: { integration } }: Wanted,
): Promise<Result<InstallationId, Refusal>> {
  const store = installationStore(ports.read, caller.team.id);
  if (request.installationId !== undefined) {
    const id = installationId.safeParse(request.installationId);
    const named = id.success ? await store.find(id.data) : undefined;
    return isUsable(named) && named.integrationId === integration.id
      ? ok(named.id)
      : installationNotFound(request.installationId);
  }
  const current = await store.findCurrent(integration.id, 'native');
  if (current !== undefined) return ok(current.id);
  if (!actionsIn(caller.grant).includes('installation:manage')) {
    return forbidden('installation:manage', caller.grant.role);
  }
  const missing = missingPolicies(integration, Object.keys(request.acceptedPolicies));
  if (missing.length === 0 && integration.capabilities.requiresBrowserInstall === true) {
    return { ok: false, error: browserOnly(integration.name) };
  }
  const begun = await ports.install({
    teamId: teamId.parse(caller.team.id),
    actor: caller.actor,
    userId: caller.person && userId.parse(caller.person.userId),
    integration: integration.id,
    acceptedPolicies: Object.keys(request.acceptedPolicies),
    source: request.source,
    // one key of the caller's stands for both changes, and each is remembered apart
    callerKey: request.callerKey && `${request.callerKey}:install`,
    traceId: request.traceId,
  });
  const done = await endOf(ports, begun);
  if (!done.ok) return done;
  return done.value.status === 'running'
    ? operationRunning(done.value)
    : ok(done.value.installationId);
}

function isUsable(installation: Installation | undefined): installation is Installation {
  return installation !== undefined && installation.kind === 'native';
}

/** The form of the installation itself, if there is one and it was filled in. */
async function checkInstallationForm(
  { catalog }: Pick<AutoProvisionPorts, 'catalog'>,
  { installationMetadata }: Request,
  { integration }: Offered,
): Promise<Refusal | undefined> {
  const offer = await catalog.offer(integration.id);
  const schema = offer?.integration.details.metadataSchema;
  if (schema === undefined || installationMetadata === undefined) return undefined;
  const valid = validateMetadata(schema, installationMetadata, 'create');
  if (valid.ok) return undefined;
  const { fields } = valid.error;
  const [first] = fields;
  return {
    code: 'invalid_metadata',
    message: `The form of the installation is not filled in rightly: ${first?.message}.`,
    facts: { fields },
  };
}

function browserOnly(name: string): Refusal {
  return {
    code: 'policies_not_accepted',
    message: `${name} is installed by a person in the marketplace, not from a terminal.`,
  };
}

type Sent = {
  readonly refusal: Refusal;
  readonly installation: InstallationId | undefined;
  readonly team: string;
};

function sentElsewhere(
  { installUrl }: Pick<AutoProvisionPorts, 'installUrl'>,
  offered: Offered,
  { refusal, installation, team }: Sent,
): { readonly status: 422; readonly body: ProvisionElsewhere } {
  const error = {
    ...refusal.facts,
    code: protocolCode(422),
    message: refusal.message,
    kind: refusal.code === 'invalid_metadata' ? ('metadata' as const) : ('unknown' as const),
    reason: refusal.code,
    error_message: refusal.message,
    url: installUrl(offered.integration.slug, team),
    ...namesOf(offered),
    ...(installation === undefined ? {} : { installation: { id: installation } }),
  };
  return { status: 422, body: { error } };
}

function namesOf({ integration, product }: Offered) {
  return {
    integration: { id: integration.id, slug: integration.slug, name: integration.name },
    product: { id: product.id, slug: product.slug, name: product.name },
  };
}
