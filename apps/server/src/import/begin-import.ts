import {
  offersImport,
  ok,
  type Refusal,
  type Result,
  refuse,
  requireInstalled,
} from '@kontor/core';
import { type InstallationKind, installationId } from '@kontor/protocol/vocabulary';
import { randomText } from '../ids.ts';
import type { RecordEvent } from '../people/record-event.ts';
import { hashToken } from '../people/token-text.ts';
import type { Database } from '../postgres/database.ts';
import { importStateStoreOn } from '../postgres/import-state-store.ts';
import { installationStore } from '../postgres/installation-store.ts';
import { createIntegrationStore } from '../postgres/integration-store.ts';

/** How long a person may take at the provider. @see spec/import.md — IMP-1 */
export const IMPORT_LIFETIME_MS = 12 * 60 * 60 * 1000;
/** Where the provider sends the browser back to, below the host's address. */
export const IMPORT_RETURN_PATH = '/api/v1/integrations/installations/resources/import/complete';

export type BeginImportPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly recordEvent: RecordEvent;
  /** The host's public address. */
  readonly url: string;
  readonly now: () => Date;
};

export type ImportRequest = {
  readonly teamId: string;
  readonly userId: string;
  readonly installationId: string;
  /** Id or slug. */
  readonly product?: string | undefined;
};

export type BeginImport = ReturnType<typeof createBeginImport>;

/**
 * Makes the address where a member chooses at the provider what to bring along. What comes back is good
 * for this person and installation, once.
 *
 * @see spec/import.md — IMP-1; spec/partner-api.md §8.1
 */
export function createBeginImport({ database, recordEvent, url, now }: BeginImportPorts) {
  return async (
    request: ImportRequest,
  ): Promise<Result<{ readonly url: string; readonly expiresAt: Date }, Refusal>> => {
    const { teamId, userId, installationId: named } = request;
    const id = installationId.safeParse(named);
    const found = id.success && (await installationStore(database.read, teamId).find(id.data));
    const installed = requireInstalled(named, found || undefined);
    if (!installed.ok) return installed;
    const store = createIntegrationStore(database.read);
    const integration = await store.find(installed.value.integrationId);
    if (!integration?.importResourceUrl) return notOffered(integration?.name);
    const products = await store.listProducts([integration.id]);
    const product = products.find(({ id, slug }) => [id, slug].includes(request.product ?? ''));
    if (request.product !== undefined && product === undefined) {
      return refuse('product_not_found', `There is no product '${request.product}'.`);
    }
    if (!offersImport(installed.value.kind, integration, product)) {
      return notForThese(product?.name ?? integration.name, installed.value.kind);
    }
    const state = randomText(43);
    const at = now();
    const expiresAt = new Date(at.getTime() + IMPORT_LIFETIME_MS);
    const installation = installed.value.id;
    await database.transact(async (sql) => {
      const begun = { teamId, userId, installationId: installation, expiresAt };
      await importStateStoreOn(sql).insert(hashToken(state), begun, at);
      await recordEvent(sql, {
        teamId,
        type: 'import.begun',
        actor: { kind: 'person', userId },
        subject: { installation },
      });
    });
    const address = new URL(integration.importResourceUrl);
    address.searchParams.set('installation_id', installation);
    if (product !== undefined) address.searchParams.set('product_id', product.slug);
    address.searchParams.set('state', state);
    address.searchParams.set('return', new URL(IMPORT_RETURN_PATH, url).href);
    return ok({ url: address.href, expiresAt });
  };
}

function notOffered(name = 'The integration') {
  return refuse(
    'import_not_offered',
    `${name} has no Import Resource URL, so nothing can be brought along from there in a browser.`,
  );
}

function notForThese(name: string, kind: InstallationKind) {
  const installed = kind === 'native' ? 'installed here' : 'connected to an account of yours';
  return refuse(
    'import_not_offered',
    `${name} lets nothing be brought along where it is ${installed}.`,
  );
}
