import type { Vault } from '@kontor/provider-process';
import type { Redis } from '../server/redis.ts';

export type Installing = {
  readonly id: string;
  readonly accessToken: string;
  readonly scopes: readonly string[];
  readonly accountUrl: string;
  /** When each policy was accepted, in ISO 8601. */
  readonly acceptedPolicies: Readonly<Record<string, string>>;
};

export type InstallationStore = ReturnType<typeof installationStore>;

const known = 'kontor:installations';

/** The installations, each with the token that opens calls back to the host. */
export function installationStore(redis: Redis, vault: Vault) {
  return {
    /** Makes an installation known, or tells of it again. */
    upsert: async ({ id, accessToken, ...facts }: Installing): Promise<void> => {
      const token = vault.seal(accessToken, placeOf(id)).toString('base64');
      const texts = ['token', token, 'facts', JSON.stringify(facts)];
      await redis.atomically([
        ['HSET', placeOf(id), ...texts],
        ['HSETNX', placeOf(id), 'status', 'installed'],
        ['SADD', known, id],
      ]);
    },

    /** The token for calls back; `undefined` where nothing is installed. */
    accessToken: async (id: string): Promise<string | undefined> => {
      const sealed = await redis.run('HGET', placeOf(id), 'token');
      if (typeof sealed !== 'string') return undefined;
      return vault.open(Buffer.from(sealed, 'base64'), placeOf(id));
    },

    /** Every installation, those too that are being removed. */
    all: async (): Promise<string[]> => {
      const ids = await redis.run('SMEMBERS', known);
      return Array.isArray(ids) ? ids.map(String).sort() : [];
    },

    isInstalled: async (id: string): Promise<boolean> =>
      (await redis.run('HGET', placeOf(id), 'status')) === 'installed',

    /** From then on nothing is provisioned in it. Answers whether there is such an installation. */
    beginUninstall: async (id: string): Promise<boolean> => {
      if ((await redis.run('EXISTS', placeOf(id))) !== 1) return false;
      await redis.run('HSET', placeOf(id), 'status', 'uninstalling');
      return true;
    },

    /** Forgets an installation whose resources are gone. */
    remove: async (id: string): Promise<void> => {
      await redis.atomically([
        ['DEL', placeOf(id)],
        ['SREM', known, id],
      ]);
    },
  };
}

function placeOf(id: string): string {
  return `kontor:installation:${id}`;
}
