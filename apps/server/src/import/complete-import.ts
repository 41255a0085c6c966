import { ok, type Refusal, type Resource, type Result, refuse } from '@kontor/core';
import { installationId } from '@kontor/protocol/vocabulary';
import type { RecordEvent } from '../people/record-event.ts';
import { hashToken } from '../people/token-text.ts';
import { readExternalId } from '../platform/place.ts';
import type { Database } from '../postgres/database.ts';
import { importStateStoreOn } from '../postgres/import-state-store.ts';
import { resourceStore } from '../postgres/resource-store.ts';

export type CompleteImportPorts = {
  readonly database: Pick<Database, 'transact'>;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
};

export type Returning = {
  readonly userId: string;
  readonly installationId: string;
  /** The provider's id. */
  readonly resourceId: string;
  readonly state: string;
};

export type CompleteImport = ReturnType<typeof createCompleteImport>;

/**
 * Takes back a member who chose something at the provider, which has told of it before. Until it has,
 * the state stays good, so that the person can go back and try again.
 *
 * @see spec/import.md — IMP-1 to IMP-3
 */
export function createCompleteImport({ database, recordEvent, now }: CompleteImportPorts) {
  return ({ userId, state, ...named }: Returning) =>
    database.transact(async (sql): Promise<Result<Resource, Refusal>> => {
      const hash = hashToken(state);
      const begun = await importStateStoreOn(sql).lock(hash);
      const isTheirs = begun?.userId === userId && begun.installationId === named.installationId;
      if (!isTheirs) return stale('It did not begin here, or another person began it.');
      if (begun.usedAt !== null) return stale('It has been completed before.');
      if (now() >= begun.expiresAt) return stale('It began more than twelve hours ago.');
      const { teamId } = begun;
      const installation = installationId.parse(begun.installationId);
      const externalId = readExternalId(named.resourceId);
      const resource =
        externalId && (await resourceStore(sql, teamId).findExternal(installation, externalId));
      if (resource?.lifecycle !== 'active') return notTold();
      await importStateStoreOn(sql).markUsed(hash, now());
      await recordEvent(sql, {
        teamId,
        type: 'import.completed',
        actor: { kind: 'person', userId },
        subject: { installation, resource: resource.id },
      });
      return ok(resource);
    });
}

function stale(why: string) {
  return refuse('invalid_state', `This import cannot be completed. ${why} Begin again.`);
}

function notTold() {
  return refuse(
    'resource_not_found',
    'The provider has not told of what you chose. Go back to it and try again, or ask its support.',
  );
}
