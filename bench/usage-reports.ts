import { join } from 'node:path';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import pg from 'pg';
import { Pool } from 'undici';
import { hundredthsOf, planLoad, type UsageLoad } from '../apps/server/test/world/usage-load.ts';
import { report } from './report.ts';
import type { BenchWorld } from './world.ts';

const CLIENTS = 8;
const RESOURCES = 50;
const METRICS = 40;
/** With those sent twice, a little more than a million rows. */
const REPORTS = 470;
const DAYS = 20;

/**
 * A million rows of usage reported over HTTP, a tenth of them twice, others out of order or too late,
 * against COPY of the same rows into the same server. Afterwards the sums must be those of an
 * independent count.
 */
export async function benchUsageReports(world: BenchWorld): Promise<void> {
  const { api, team, installation } = world;
  const resources: string[] = [];
  for (let index = 0; index < RESOURCES; index++) {
    const made = await api(k.createResource, {
      params: { team, installation },
      body: { product: 'db', name: `metered-${index}`, billingPlanId: 'free' },
    });
    resources.push(made.body.resource.externalId ?? '');
  }
  const plan = { metrics: METRICS, reports: REPORTS, days: DAYS, seed: 1, now: new Date() };
  const load = planLoad({ resources, ...plan });
  const httpSeconds = await timed(() => send(world, load));
  const copies = await copyOfSameRows(world);
  await requireSums(world, load);
  const perSecond = load.rows / httpSeconds;
  report(
    `Report ${load.rows} rows of usage over HTTP, ${load.requests.length} requests of ${METRICS * RESOURCES}`,
    [
      { way: 'HTTP, authorised, validated and committed', 'rows per second': perSecond },
      ...copies.map(({ name, rowsPerSecond }) => ({ way: name, 'rows per second': rowsPerSecond })),
    ],
    `${copies.map(({ name, rowsPerSecond }) => `${(perSecond / rowsPerSecond).toFixed(2)} × ${name}`).join('; ')}. The sums are those of an independent count.`,
  );
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function send(world: BenchWorld, { requests }: UsageLoad): Promise<void> {
  const pool = new Pool(world.url, { connections: CLIENTS });
  const waiting = requests.values();
  const client = async () => {
    for (const { body, status } of waiting) {
      const answer = await pool.request({
        method: 'POST',
        path: `/v1/installations/${world.installation}/billing`,
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${world.provider.accessToken()}`,
        },
        body,
      });
      const told = await answer.body.text();
      if (answer.statusCode !== status) throw new Error(`${answer.statusCode}: ${told}`);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  await pool.close();
}

const TABLES = [
  { name: 'COPY into a table without keys', like: '' },
  { name: 'COPY into a table with the primary key of such rows', like: 'including all' },
];

async function copyOfSameRows({ databaseUrl, directory }: BenchWorld) {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  const file = join(directory, 'usage.copy');
  const { rowCount } = await database.query(`copy (select * from reported_usage) to '${file}'`);
  const figures = [];
  for (const { name, like } of TABLES) {
    await database.query(`create table copied (like billing_report_usage ${like})`);
    const seconds = await timed(async () => {
      await database.query(`copy copied from '${file}'`);
    });
    await database.query('drop table copied');
    figures.push({ name, rowsPerSecond: (rowCount ?? 0) / seconds });
  }
  await database.end();
  return figures;
}

/** Fails unless the host has come to the same as the plan, to the last digit. */
async function requireSums({ api, team }: BenchWorld, load: UsageLoad): Promise<void> {
  const { body } = await api(k.getUsageSeries, {
    params: { team },
    query: { from: load.from, to: load.to },
  });
  const [series] = body.installations;
  for (const [day, { addedCents, metrics }] of load.expected) {
    const added = body.cost.find(({ from }) => from === day)?.added ?? '';
    requireSame(`the cost of ${day}`, hundredthsOf(added), addedCents);
    for (const [name, expected] of metrics) {
      const found = series?.usage.find((metric) => metric.name === name);
      const value = found?.values.find(({ from }) => from === day)?.value ?? '';
      requireSame(`${name} of ${day}`, hundredthsOf(value), expected);
    }
  }
}

function requireSame(what: string, found: bigint, expected: bigint): void {
  if (found !== expected) throw new Error(`${what} is ${found}, and should be ${expected}`);
}
