import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4096;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * Random bytes for ids and secrets, from the system's own generator. It is asked for many at a time,
 * because a request needs a few; what is handed out is wiped here.
 */
export function freshBytes(length: number): Buffer {
  if (length > POOL_BYTES) return randomFillSync(Buffer.alloc(length));
  if (used + length > POOL_BYTES) refill();
  const fresh = Buffer.from(pool.subarray(used, used + length));
  pool.fill(0, used, used + length);
  used += length;
  return fresh;
}

/** One of them, where a buffer for it would cost more than it does. */
export function freshByte(): number {
  if (used === POOL_BYTES) refill();
  const fresh = pool.readUInt8(used);
  pool[used] = 0;
  used += 1;
  return fresh;
}

function refill(): void {
  randomFillSync(pool);
  used = 0;
}
