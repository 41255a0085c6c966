import { type Actor, ok, type Refusal, type Result, refuse } from '@kontor/core';
import { productId } from '@kontor/protocol/vocabulary';
import type { TeamCaller } from '../http/route.ts';
import { mintId } from '../ids.ts';
import type { RecordEvent } from '../people/record-event.ts';
import type { Database } from '../postgres/database.ts';
import {
  createIntegrationStore,
  type StoredIntegration,
  type StoredProduct,
} from '../postgres/integration-store.ts';
import type { Vault } from '../vault/vault.ts';
import { checkAddresses } from './check-addresses.ts';
import { sealClientSecret } from './client-secret.ts';
import { type Change, changeOf } from './settings-change.ts';

export type IntegrationChangesPorts = {
  readonly database: Pick<Database, 'transact'>;
  readonly vault: Pick<Vault, 'seal'>;
  readonly recordEvent: RecordEvent;
  /** Whether providers may stand at addresses that are not public. */
  readonly allowPrivateAddresses: boolean;
  readonly now: () => Date;
};

type Product = Pick<
  StoredProduct,
  | 'slug'
  | 'name'
  | 'shortDescription'
  | 'tags'
  | 'metadataSchema'
  | 'capabilities'
  | 'repl'
  | 'details'
>;

/** Changes of what a team publishes, each in one transaction with the event that tells of it. */
export function createIntegrationChanges(ports: IntegrationChangesPorts) {
  const { database, vault, recordEvent, now } = ports;

  /** Runs `change` on an integration of the caller's team, which nobody else changes meanwhile. */
  function changing<Value>(
    { team }: TeamCaller,
    named: string,
    change: Changing<Value>,
  ): Promise<Result<Value, Refusal>> {
    return database.transact(async (sql) => {
      const current = await createIntegrationStore(sql).lockOwned(team.id, named);
      if (current === undefined) return integrationNotFound(named);
      return change(current, createIntegrationStore(sql), (event) => recordEvent(sql, event));
    });
  }

  return {
    create: (
      caller: TeamCaller,
      integration: StoredIntegration,
      clientSecret: string,
    ): Promise<Result<StoredIntegration, Refusal>> =>
      database.transact(async (sql) => {
        const checked = checkAddresses(integration, ports);
        if (!checked.ok) return checked;
        const sealed = await sealClientSecret(vault, integration.id, clientSecret);
        const taken = await createIntegrationStore(sql).insert(integration, sealed);
        if (taken === 'slug') return slugTaken(integration.slug);
        if (taken === 'name') return nameTaken(integration.name);
        const { slug, name } = integration;
        const event = { ...about(caller, integration), type: 'integration.created' };
        await recordEvent(sql, { ...event, data: { slug, name } });
        return ok(integration);
      }),

    /** Answers the integration as it is then; a change that changes nothing leaves no event. */
    update: (caller: TeamCaller, named: string, change: Change) =>
      changing(caller, named, async (current, store, record) => {
        const checked = checkAddresses(change, ports);
        if (!checked.ok) return checked;
        const { after, changed } = changeOf(current, change, now());
        if (changed === null) return ok(after);
        if (after.isPublished && (await store.listProducts([after.id])).length === 0) {
          return nothingToPublish();
        }
        if (!(await store.save(after))) return nameTaken(after.name);
        await record({ ...about(caller, after), type: 'integration.updated', data: changed });
        return ok(after);
      }),

    rotateSecret: (caller: TeamCaller, named: string, clientSecret: string) =>
      changing(caller, named, async (current, store, record) => {
        const sealed = await sealClientSecret(vault, current.id, clientSecret);
        await store.saveClientSecret(current.id, sealed, now());
        await record({ ...about(caller, current), type: 'integration.client-secret-rotated' });
        return ok(current);
      }),

    putProduct: (caller: TeamCaller, named: string, given: Product) =>
      changing(caller, named, async (current, store, record) => {
        const at = now();
        const id = productId.parse(mintId('product', at));
        const place = { id, integrationId: current.id, updatedAt: at };
        const { product, isNew } = await store.putProduct({ ...given, ...place });
        const { actor, teamId, subject } = about(caller, current);
        await record({
          actor,
          teamId,
          type: 'product.updated',
          subject: { ...subject, product: product.id },
          data: { slug: product.slug, name: product.name, isNew },
        });
        return ok(product);
      }),
  };
}

type Changing<Value> = (
  current: StoredIntegration,
  store: ReturnType<typeof createIntegrationStore>,
  record: (event: Parameters<RecordEvent>[1]) => Promise<void>,
) => Promise<Result<Value, Refusal>>;

function about({ team, actor }: TeamCaller, { id }: StoredIntegration) {
  const by: { teamId: string; actor: Actor } = { teamId: team.id, actor };
  return { ...by, subject: { integration: id } };
}

export function integrationNotFound(named: string) {
  return refuse('integration_not_found', `This team has no integration '${named}'.`);
}

function slugTaken(slug: string) {
  return refuse('slug_taken', `The slug '${slug}' is another integration's. Choose another one.`, {
    slug,
  });
}

function nameTaken(name: string) {
  return refuse('name_taken', `Another integration is called '${name}'. Choose another name.`, {
    name,
  });
}

function nothingToPublish() {
  return refuse(
    'invalid_request',
    'An integration needs at least one product to be published. Put a product first.',
    { fields: [{ key: 'isPublished', message: 'there is no product yet' }] },
  );
}
