import { timingSafeEqual } from 'node:crypto';
import { randomText } from '../ids.ts';
import { createIntegrationStore } from '../postgres/integration-store.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Vault } from '../vault/vault.ts';

/** 256 bits in base 62. Only letters and digits, so that it can be copied with a double click. */
const CHARACTERS = 43;

/** A new secret that a provider proves itself with. It is shown once; what is kept of it is sealed. */
export function mintClientSecret(): string {
  return randomText(CHARACTERS);
}

export function sealClientSecret(
  vault: Pick<Vault, 'seal'>,
  integrationId: string,
  secret: string,
): Promise<Buffer> {
  return vault.seal('host', contextOf(integrationId), Buffer.from(secret, 'utf8'));
}

export function openClientSecret(
  vault: Pick<Vault, 'open'>,
  integrationId: string,
  sealed: Uint8Array,
): Promise<Buffer> {
  return vault.open('host', contextOf(integrationId), sealed);
}

/** The client secrets of integrations: the key of their webhooks, and what their servers show. */
export type ClientSecrets = {
  /** Undefined for an integration that is not there. */
  readonly of: (integrationId: string) => Promise<string | undefined>;
  /** Whether `presented` is the secret of the integration; takes as long when it is nearly so. */
  readonly isRight: (integrationId: string, presented: string) => Promise<boolean>;
};

export function createClientSecrets(ports: {
  readonly read: Sql;
  readonly vault: Pick<Vault, 'open'>;
}): ClientSecrets {
  const store = createIntegrationStore(ports.read);
  const open = async (integrationId: string) => {
    const sealed = await store.findClientSecret(integrationId);
    return sealed && openClientSecret(ports.vault, integrationId, sealed);
  };
  return {
    of: async (integrationId) => (await open(integrationId))?.toString('utf8'),
    isRight: async (integrationId, presented) => {
      const secret = await open(integrationId);
      const offered = Buffer.from(presented, 'utf8');
      // only the length, which is no secret, is compared in the open
      return secret?.length === offered.length && timingSafeEqual(secret, offered);
    },
  };
}

function contextOf(integrationId: string): string {
  return `client-secret:${integrationId}`;
}
