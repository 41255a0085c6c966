import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { Pool } from 'undici';
import { percentile } from './measure.ts';
import { report } from './report.ts';
import type { BenchWorld } from './world.ts';

const PAIRS = 300;
const WARM_UP = 30;

/** Provisioning through the host, against calling the same provider directly, one after the other. */
export async function benchProvision(world: BenchWorld): Promise<void> {
  const direct = new Pool(world.provider.url, { connections: 1 });
  const through = new Pool(world.url, { connections: 1 });
  const times = { direct: [] as number[], through: [] as number[] };
  for (let pair = 0; pair < PAIRS + WARM_UP; pair++) {
    const alone = await timed(() => callProvider(direct));
    const host = await timed(() => callHost(through, world, pair));
    if (pair >= WARM_UP) {
      times.direct.push(alone);
      times.through.push(host);
    }
  }
  await Promise.all([direct.close(), through.close()]);
  const row = (name: string, values: readonly number[]) => ({
    call: name,
    'p50 ms': percentile(values, 0.5),
    'p99 ms': percentile(values, 0.99),
  });
  const added = percentile(times.through, 0.5) - percentile(times.direct, 0.5);
  const ratio = percentile(times.through, 0.5) / percentile(times.direct, 0.5);
  report(
    `Provision a resource, ${PAIRS} pairs, embedded PostgreSQL with real syncing`,
    [row('the provider directly', times.direct), row('through the host', times.through)],
    `At the median the host adds ${added.toFixed(2)} ms (${ratio.toFixed(1)} × the direct call).`,
  );
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function callProvider(pool: Pool): Promise<void> {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/v1/installations/icfg_bench/resources',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ productId: 'db', name: 'x', metadata: {}, billingPlanId: 'free' }),
  });
  await body.json();
  if (statusCode !== 200) throw new Error(`the provider answered ${statusCode}`);
}

async function callHost(pool: Pool, world: BenchWorld, number: number): Promise<void> {
  const { team, installation, token } = world;
  const path = k.createResource.path
    .replace('{team}', team)
    .replace('{installation}', installation);
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ product: 'db', name: `db-${number}`, billingPlanId: 'free' }),
  });
  const answer = await body.text();
  if (statusCode !== 201) throw new Error(`the host answered ${statusCode}: ${answer}`);
}
