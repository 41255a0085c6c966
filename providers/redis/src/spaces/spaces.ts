import type { Redis } from '../server/redis.ts';
import { type Right, typingUserCommand, type User, userCommand } from '../server/rights.ts';
import { isLoginName, passwordOf, prefixOf, typingNameOf } from './names.ts';

export type Spaces = ReturnType<typeof openSpaces>;

/** Keys that are looked at in one go. */
const atOnce = 500;

/** The key spaces on the server and the users who work with them. Everything here may be repeated. */
export function openSpaces(admin: Redis, { url, key }: { url: string; key: Buffer }) {
  const userOf = (resourceId: string, name: string): User => ({
    name,
    password: passwordOf(name, key),
    prefix: prefixOf(resourceId),
  });

  return {
    /** The address of the server; its user and password are the administrator's. */
    url,
    admin,
    userOf,

    /** Makes a user, or changes what it may. */
    admit: async (resourceId: string, name: string, right: Right): Promise<void> => {
      await admin.run(...userCommand(userOf(resourceId, name), right));
    },

    /** Ends a user, with the sessions it has. */
    dismiss: async (name: string): Promise<void> => {
      await admin.run('ACL', 'DELUSER', name);
    },

    /** A user for one line of a person; whoever asks dismisses it. */
    admitTyping: async (resourceId: string, right: Right | 'read'): Promise<User> => {
      const user = userOf(resourceId, typingNameOf(resourceId));
      await admin.run(...typingUserCommand(user, right));
      return user;
    },

    /** All users on the server that are of a resource. */
    users: async (): Promise<string[]> => {
      const names = await admin.run('ACL', 'USERS');
      return Array.isArray(names) ? names.map(String).filter(isLoginName) : [];
    },

    /** The first keys of a resource that match a pattern, without their prefix. */
    keys: async (resourceId: string, pattern: string, most: number): Promise<string[]> => {
      const prefix = prefixOf(resourceId);
      const found = new Set<string>();
      for await (const keys of scan(`${prefix}${pattern}`)) {
        for (const each of keys) if (found.size < most) found.add(each.slice(prefix.length));
        if (found.size >= most) break;
      }
      return [...found].sort();
    },

    /** Removes every key of a resource. Nobody who could write may be left. */
    empty: async (resourceId: string): Promise<void> => {
      for await (const keys of scan(`${prefixOf(resourceId)}*`)) {
        if (keys.length > 0) await admin.run('UNLINK', ...keys);
      }
    },

    /** The bytes that each key space takes, in one walk over all keys. */
    measure: async (): Promise<ReadonlyMap<string, number>> => {
      const bytes = new Map<string, number>();
      for await (const keys of scan('*')) {
        const sizes = await Promise.all(keys.map((each) => admin.run('MEMORY', 'USAGE', each)));
        for (const [at, each] of keys.entries()) {
          const prefix = each.slice(0, each.indexOf(':') + 1);
          bytes.set(prefix, (bytes.get(prefix) ?? 0) + Number(sizes[at] ?? 0));
        }
      }
      return bytes;
    },
  };

  async function* scan(pattern: string): AsyncGenerator<string[]> {
    let cursor = '0';
    do {
      const answer = await admin.run('SCAN', cursor, 'MATCH', pattern, 'COUNT', String(atOnce));
      const [next, keys] = Array.isArray(answer) ? answer : [];
      cursor = String(next ?? '0');
      yield Array.isArray(keys) ? keys.map(String) : [];
    } while (cursor !== '0');
  }
}
