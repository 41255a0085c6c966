import { freePort } from '@kontor/testing';
import { expect, test } from 'vitest';
import { poolId } from '../src/config.ts';
import { portsOf } from '../src/free-port.ts';

test('a worker never gets a port that another may have been given, nor one twice in a row', async () => {
  const [lowest, beyond] = portsOf(poolId());
  const ports: number[] = [];
  for (let index = 0; index < 200; index++) ports.push(await freePort());

  expect(poolId()).toMatch(/^\d+$/);
  expect(ports.filter((port) => port < lowest || port >= beyond)).toEqual([]);
  expect(new Set(ports).size).toBe(ports.length);
});

test('the ports of workers and of other programs lie apart, below those of the system', () => {
  const shares = [undefined, ...Array.from({ length: 16 }, (_, index) => String(index + 1))]
    .map(portsOf)
    .sort(([a], [b]) => a - b);

  expect(shares.at(0)?.[0]).toBe(15_000);
  expect(shares.at(-1)?.[1]).toBe(32_000);
  for (const [index, [lowest]] of shares.slice(1).entries())
    expect(lowest).toBe(shares[index]?.[1]);
});
