import type { InstallationRef, Operation } from '@kontor/core';
import { traceIdOf, traceparentOf } from '../http/trace.ts';
import type { TokenSource } from '../oidc/token-source.ts';
import type { ActingPeople } from '../people/acting-person.ts';
import type { ProviderClient } from './provider-client.ts';

export type GatewayPorts = {
  readonly client: ProviderClient;
  readonly tokens: TokenSource;
  readonly people: ActingPeople;
  /** Which integration an installation is of, and where its provider is reached. */
  readonly route: (
    installationId: string,
  ) => Promise<{ readonly id: string; readonly baseUrl: string } | undefined>;
  readonly baseUrlOf: (integrationId: string) => Promise<string | undefined>;
  /** The credential that an installation was given; the same text however often it is asked for. */
  readonly credentialOf: (installationId: string) => Promise<string>;
  readonly scopes: readonly string[];
  /** Where a team looks at an installation. */
  readonly dashboardUrl: (installationId: string) => string;
};

/** A call that speaks for the person or machine who began the operation. */
export async function forActor(
  ports: Pick<GatewayPorts, 'tokens' | 'people' | 'route'>,
  operation: Keyed & Pick<Operation, 'teamId' | 'installationId' | 'actor'>,
) {
  const [integration, person] = await Promise.all([
    integrationOf(ports, operation.installationId),
    ports.people.of(operation.teamId, operation.actor),
  ]);
  const token = await ports.tokens.userToken({
    ...person,
    integrationId: integration.id,
    installationId: operation.installationId,
    teamId: operation.teamId,
  });
  return { integration, token, callerKind: 'user' as const, ...keyed(operation) };
}

export async function forEither(
  ports: GatewayPorts,
  operation: Operation,
  options?: { readonly asSystem: boolean },
) {
  const isSystem = options?.asSystem === true || operation.actor.kind === 'system';
  if (!isSystem) return forActor(ports, operation);
  const undo = { ...operation, idempotencyKey: `${operation.idempotencyKey}-undo` };
  const call = await asSystem(ports, operation);
  return { ...call, ...keyed(options?.asSystem === true ? undo : operation) };
}

/**
 * A call about what is paid already. Who may buy need not be somebody whom providers let change anything,
 * such as who only sees to the money: for them the host speaks itself.
 *
 * @see spec/partner-api.md §4.15
 */
export async function forBuyer(ports: GatewayPorts, operation: Operation) {
  const { teamId, actor } = operation;
  const buyer = actor.kind === 'system' ? undefined : await ports.people.of(teamId, actor);
  if (buyer?.role !== 'USER') return forEither(ports, operation);
  return { ...(await asSystem(ports, operation)), ...keyed(operation) };
}

/** A call that speaks for nobody. */
export async function asSystem(
  ports: Pick<GatewayPorts, 'tokens' | 'route'>,
  {
    teamId,
    installationId,
    ...about
  }: Pick<InstallationRef, 'teamId' | 'installationId'> & {
    readonly traceId?: string;
  },
) {
  const integration = await integrationOf(ports, installationId);
  const token = await ports.tokens.systemToken({
    integrationId: integration.id,
    installationId,
    teamId,
  });
  const traceparent = traceparentOf(about.traceId ?? traceIdOf(undefined));
  return { integration, token, callerKind: 'system' as const, traceparent };
}

type Keyed = Pick<Operation, 'idempotencyKey' | 'traceId' | 'attempts'>;

function keyed({ idempotencyKey, traceId, attempts }: Keyed) {
  return { idempotencyKey, traceparent: traceparentOf(traceId), attempt: attempts };
}

async function integrationOf(ports: Pick<GatewayPorts, 'route'>, installationId: string) {
  const integration = await ports.route(installationId);
  if (integration === undefined) throw new Error(`no integration behind ${installationId}`);
  return integration;
}

/** What an installation is made known with. Who to contact is asked now, never kept. */
export async function handover(ports: GatewayPorts, { teamId, installationId, intent }: Operation) {
  if (intent.kind !== 'install' && intent.kind !== 'renew-installation') {
    throw new TypeError(`wrong intent ${intent.kind}`);
  }
  const [contact, name, credential] = await Promise.all([
    ports.people.contactOf(teamId),
    ports.people.teamName(teamId),
    ports.credentialOf(installationId),
  ]);
  if (contact === undefined) throw new Error(`the team ${teamId} has nobody to contact`);
  return {
    scopes: [...ports.scopes],
    acceptedPolicies: { ...intent.acceptedPolicies },
    credentials: { access_token: credential, token_type: 'Bearer' },
    account: {
      ...(name === undefined ? {} : { name }),
      url: ports.dashboardUrl(installationId),
      contact,
    },
  };
}
