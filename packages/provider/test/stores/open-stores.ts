import {
  redisIdempotencyStore,
  redisUsageStore,
  sealWith,
  sqlIdempotencyStore,
  sqlUsageStore,
} from '@kontor/provider';
import { createClient } from '@redis/client';
import { Pool } from 'pg';
import { z } from 'zod';

const given = z
  .object({ sql: z.string().optional(), redis: z.string().optional(), secret: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''));

/** The stores of this process, at the address that it was started with. */
export async function openStores() {
  const seal = sealWith(given.secret);
  const lease = { seal, leaseSeconds: 1 };
  if (given.sql !== undefined) {
    const client = new Pool({ connectionString: given.sql });
    return { calls: sqlIdempotencyStore({ client, ...lease }), usage: sqlUsageStore({ client }) };
  }
  const client = createClient({ socket: { path: given.redis ?? '', tls: false }, RESP: 2 });
  await client.connect();
  const send = (command: string[]) => client.sendCommand(command);
  return { calls: redisIdempotencyStore({ send, ...lease }), usage: redisUsageStore({ send }) };
}
