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
import type { Sql } from '../postgres/sql.ts';
import type { Vault } from '../vault/vault.ts';
import { checkAddresses } from './check-addresses.ts';
import { sealClientSecret } from './client-secret.ts';
import { type ListingPorts, moveListing } from './listing-changes.ts';
import { type Change, changeOf } from './settings-change.ts';

export type IntegrationChangesPorts = ListingPorts & {
  readonly database: Pick<Database, 'transact'>;
  readonly vault: Pick<Vault, 'seal'>;
  /** Whether providers may stand at addresses that are not public. */
  readonly allowPrivateAddresses: boolean;
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
      const record = (event: Parameters<RecordEvent>[1]) => recordEvent(sql, event);
      return change(current, createIntegrationStore(sql), record, sql);
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
        const event = about(caller, integration);
        await recordEvent(sql, { ...event, type: 'integration.created', data: { slug, name } });
        return ok(integration);
      }),

    /** Answers the integration as it is then; a change that changes nothing leaves no event. */
    update: (caller: TeamCaller, named: string, { isPublished, ...change }: Change) =>
      changing(caller, named, async (current, store, record, sql) => {
        const checked = checkAddresses(change, ports);
        if (!checked.ok) return checked;
        const { after, changed } = changeOf(current, change, now());
        if (changed !== null) {
          if (!(await store.save(after))) return nameTaken(after.name);
          await record({ ...about(caller, after), type: 'integration.updated', data: changed });
        }
        if (isPublished === undefined) return ok(after);
        const step = isPublished ? 'submit' : 'withdraw';
        const wanted = { step, actor: caller.actor, integration: after } as const;
        const moved = await moveListing(sql, ports, wanted);
        return moved.ok ? ok({ ...after, isPublished: moved.value.state === 'listed' }) : moved;
      }),

    /** Submits it for the catalogue, or takes it out again. */
    move: (caller: TeamCaller, named: string, step: 'submit' | 'withdraw', note?: string) =>
      changing(caller, named, (integration, _store, _record, sql) =>
        moveListing(sql, ports, { step, note, actor: caller.actor, integration }),
      ),

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
  sql: Sql,
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
