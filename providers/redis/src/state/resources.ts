import type { Form } from '../product/form.ts';
import type { PlanId } from '../product/plans.ts';
import type { Redis } from '../server/redis.ts';

/**
 * A key space of a team.
 *
 *     creating ──▶ ready ──▶ deleting ──▶ (gone)
 */
export type Resource = {
  readonly id: string;
  readonly installationId: string;
  readonly name: string;
  readonly form: Form;
  readonly planId: PlanId;
  readonly status: 'creating' | 'ready' | 'deleting';
  /** What its keys took when they were last measured. */
  readonly bytes: number;
  /** Why its keys can only be read and removed now. */
  readonly limitedBy: 'size' | 'balance' | null;
  /** Whether the last payment for its balance failed. */
  readonly hasPaymentFailed?: boolean;
};

export type ResourceStore = ReturnType<typeof resourceStore>;

/** The resources of all installations, and the users of each with the moments at which they end. */
export function resourceStore(redis: Redis) {
  const find = async (id: string): Promise<Resource | undefined> => {
    const text = await redis.run('GET', placeOf(id));
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  };

  return {
    find: async (installationId: string, id: string): Promise<Resource | undefined> => {
      const found = await find(id);
      return found?.installationId === installationId ? found : undefined;
    },

    list: async (installationId: string): Promise<Resource[]> => {
      const ids = await redis.run('SMEMBERS', listOf(installationId));
      const found = await Promise.all(
        (Array.isArray(ids) ? ids : []).map((id) => find(String(id))),
      );
      return found.filter((each) => each !== undefined).sort((a, b) => (a.id < b.id ? -1 : 1));
    },

    save: async (resource: Resource): Promise<void> => {
      await redis.atomically([
        ['SET', placeOf(resource.id), JSON.stringify(resource)],
        ['SADD', listOf(resource.installationId), resource.id],
      ]);
    },

    /** Forgets a resource with its users, whose keys and sessions are gone. */
    remove: async ({ id, installationId }: Resource): Promise<void> => {
      await redis.atomically([
        ['DEL', placeOf(id), loginsOf(id)],
        ['SREM', listOf(installationId), id],
      ]);
    },

    /** Writes down a user that is to be made; one that an earlier try wrote down stays as it is. */
    intendLogin: async (id: string, name: string): Promise<void> => {
      await redis.run('HSETNX', loginsOf(id), name, '');
    },

    logins: (id: string) => logins(id),

    /** Notes when a user ends; one that was to end sooner keeps its time. */
    expireLogin: async (id: string, name: string, at: Date): Promise<void> => {
      const { expiresAt } = (await logins(id)).find((login) => login.name === name) ?? {};
      if (expiresAt && expiresAt <= at) return;
      await redis.run('HSET', loginsOf(id), name, at.toISOString());
    },

    forgetLogin: async (id: string, name: string): Promise<void> => {
      await redis.run('HDEL', loginsOf(id), name);
    },
  };

  async function logins(id: string): Promise<Login[]> {
    const pairs = await redis.run('HGETALL', loginsOf(id));
    const texts = Array.isArray(pairs) ? pairs.map(String) : [];
    return texts.flatMap((name, at) => {
      const until = texts[at + 1];
      if (at % 2 === 1 || until === undefined) return [];
      return { name, expiresAt: until === '' ? undefined : new Date(until) };
    });
  }
}

/** A user of a resource, and when it ends. */
export type Login = { readonly name: string; readonly expiresAt: Date | undefined };

function placeOf(id: string): string {
  return `kontor:resource:${id}`;
}

function loginsOf(id: string): string {
  return `kontor:logins:${id}`;
}

function listOf(installationId: string): string {
  return `kontor:resources:${installationId}`;
}
