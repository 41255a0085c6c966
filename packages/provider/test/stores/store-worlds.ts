import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMemoryUsageStore,
  type IdempotencyStore,
  memoryIdempotencyStore,
  type RedisIdempotencyOptions,
  redisIdempotencyStore,
  redisUsageStore,
  sealWith,
  sqlIdempotencyStore,
  sqlStoreTables,
  sqlUsageStore,
  type UsageStore,
} from '@kontor/provider';
import { createTestDatabase } from '@kontor/testing';
import { createClient } from '@redis/client';
import { Pool } from 'pg';
import { findRedis } from '../../../../scripts/redis.mjs';

export const secret = 'a secret of the provider, of 32 or more characters';

export type StoreOptions = Omit<RedisIdempotencyOptions, 'send' | 'prefix' | 'seal'>;

/** A place in which stores keep what they know. */
export type StoreWorld = {
  /** A store as a process of its own would open it; in memory there is one process. */
  readonly openStore: (options?: StoreOptions) => IdempotencyStore;
  readonly openUsage: () => UsageStore;
  readonly stop: () => Promise<void>;
};

export type LastingWorld = StoreWorld & {
  /** What stands there under a key, as somebody who steals the disk reads it. */
  readonly stolen: (key: string) => Promise<string>;
  /** How long it stays there, in milliseconds. */
  readonly remainingMs: (key: string) => Promise<number>;
  /** By which another process finds it. */
  readonly address: { readonly sql: string } | { readonly redis: string };
};

export async function memoryWorld(): Promise<StoreWorld> {
  const usage = createMemoryUsageStore();
  return {
    openStore: ({ keepHours = 24 } = {}) => memoryIdempotencyStore({ keepHours }),
    openUsage: () => usage,
    stop: async () => {},
  };
}

export async function sqlWorld(): Promise<LastingWorld> {
  const database = await createTestDatabase();
  const pools: Pool[] = [];
  const client = () => {
    const pool = new Pool({ connectionString: database.url, max: 5 });
    // the database may be dropped before the last session has said goodbye
    pool.on('error', () => {});
    pools.push(pool);
    return pool;
  };
  const own = client();
  await Promise.all(Array.from({ length: 5 }, () => own.query(sqlStoreTables)));
  return {
    openStore: (options) =>
      sqlIdempotencyStore({ client: client(), seal: sealWith(secret), ...options }),
    openUsage: () => sqlUsageStore({ client: client() }),
    stolen: async (key) =>
      JSON.stringify((await own.query('select * from kontor_call where key = $1', [key])).rows),
    remainingMs: async (key) => {
      const { rows } = await own.query(
        'select extract(epoch from until - clock_timestamp()) * 1000 as ms from kontor_call where key = $1',
        [key],
      );
      return Number(rows[0].ms);
    },
    address: { sql: database.url },
    stop: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
      await database.drop();
    },
  };
}

export async function redisWorld(): Promise<LastingWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'kontor-stores-'));
  const path = join(directory, 'redis.sock');
  const child = spawn(
    findRedis() ?? 'redis-server',
    ['--port', '0', '--unixsocket', path, '--dir', directory, '--save', ''],
    { stdio: 'ignore' },
  );
  const client = createClient({ socket: { path, tls: false }, RESP: 2 });
  // until the server is up there is nobody to connect to, and that is tried again
  client.on('error', () => {});
  await client.connect();
  const send = (command: string[]) => client.sendCommand(command);
  return {
    openStore: (options) => redisIdempotencyStore({ send, seal: sealWith(secret), ...options }),
    openUsage: () => redisUsageStore({ send }),
    stolen: async (key) => String(await client.get(`kontor:call:${key}`)),
    remainingMs: async (key) => Number(await client.pTTL(`kontor:call:${key}`)),
    address: { redis: path },
    stop: async () => {
      client.destroy();
      child.kill();
      await once(child, 'exit');
      await rm(directory, { recursive: true });
    },
  };
}
