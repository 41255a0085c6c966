import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isProof, table, writeEvidence } from '../proof/evidence.ts';
import { prepayment } from '../world/prepaid.ts';
import { eventually, install, type Stage } from '../world/story.ts';
import { anotherTeam } from '../world/two-teams.ts';
import { scriptedSchema, startWorld, type World } from '../world/world.ts';
import { type Bystanders, free, makeBystanders } from './bystanders.ts';
import { createChance } from './chance.ts';
import { type FaultProxy, faults, startFaultProxy } from './fault-proxy.ts';
import { repairAll, standingOf, sweep } from './standing.ts';
import { actOnce } from './workload.ts';

/** Of the long form; `KONTOR_FAULTS_OPERATIONS` and `KONTOR_FAULTS_SEED` make it another. */
const OPERATIONS = Number(process.env.KONTOR_FAULTS_OPERATIONS ?? 10_000);
const isLong = isProof('faults');
const operations = isLong ? OPERATIONS : 40;
const seed = Number(process.env.KONTOR_FAULTS_SEED ?? (isLong ? Date.now() % 1e9 : 20_270_131));
/** Most of the time is waited, for what the network delays and for the next attempt: many teams wait at once. */
const teams = isLong ? 48 : 4;
/** The part of requests to the provider that something is done to. */
const SHARE = 0.35;
/** A rolled key signs when the host has noticed it, and is brought forward to then. */
const ROLL_EVERY_MS = 70_000;

let world: World;
let proxy: FaultProxy;
let stages: readonly Stage[];
let bystanders: Bystanders;

beforeAll(async () => {
  world = await startWorld({
    rateLimits: null,
    payments: { kind: 'test' },
    schedule: [10, 20, 40, 80, 160],
    answerWithinMs: 20_000,
    limits: { halfOpenAfterMs: 200, readTimeoutMs: 5_000, mutationTimeoutMs: 10_000 },
  });
  world.provider.plans = [free, pro, prepayment];
  await offerEverything();
  proxy = await startFaultProxy({
    target: world.provider.baseUrl,
    chance: createChance(seed),
    share: SHARE,
  });
  stages = [];
  for (let made = 0; made < teams; made++) stages = [...stages, await paying()];
  const [stage, giver] = [await paying(), await paying()];
  const installation = await install(stage);
  bystanders = await makeBystanders(world, { giver, stage, installation });
  stages = [...stages, stage];
  // from now on the provider is reached through the proxy
  const { status } = await world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: world.integration.id },
    body: { baseUrl: proxy.baseUrl },
  });
  expect(status).toBe(200);
});
afterAll(async () => {
  await proxy?.close();
  await world?.close();
});

/** Resources move to other teams and get new secrets. */
async function offerEverything(): Promise<void> {
  const { status } = await world.owner.api(k.putProduct, {
    params: { team: world.team, integration: world.integration.id, product: 'db' },
    body: {
      name: 'Database',
      metadataSchema: scriptedSchema,
      capabilities: { transferable: true, secretRotation: true },
    },
  });
  expect(status).toBe(200);
}

const pro = { ...free, id: 'pro', name: 'Pro' };

/** A team that can pay for what it buys. */
async function paying(): Promise<Stage> {
  const stage = await anotherTeam(world);
  const { status } = await stage.owner.api(k.addPaymentMethod, {
    params: { team: stage.team },
    body: { token: 'test_ok' },
  });
  expect(status).toBe(201);
  return stage;
}

test('whatever the network does, every operation ends, nothing is left over, and bystanders stay', async () => {
  console.info(`faults: ${operations} operations, seed ${seed}`);
  const beganMs = performance.now();
  const before = await bystanders.look();
  let left = operations;
  const kinds = new Map<string, number>();
  const rolling = setInterval(() => void rollKey(), ROLL_EVERY_MS);
  await Promise.all(
    stages.map(async (stage, index) => {
      const actor = {
        stage,
        chance: createChance(seed + 1 + index),
        keepsInstallation: index === stages.length - 1,
        untouchable: bystanders.ids,
      };
      while (left > 0) {
        const kind = await actOnce(actor).catch((error) => {
          left = 0;
          throw error;
        });
        if (kind === undefined) continue;
        left -= 1;
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }
    }),
  );
  clearInterval(rolling);
  proxy.heal();
  await eventually(async () => (await queued()) === 0, 600_000);
  await proxy.idle();
  const tookS = Math.round((performance.now() - beganMs) / 1000);

  const ends = await endsOf();
  const standing = await standingOf(world);
  const first = await sweep(world);
  const repaired = await repairAll(world, first);
  const second = await sweep(world);

  await writeEvidence('faults', 'faults', {
    title: 'Faults between host and provider',
    parts: [
      `${sum(kinds.values())} operations by ${stages.length} teams in ${tookS} s (seed ${seed}), through a proxy that did something to ${Math.round(SHARE * 100)} % of ${sum(proxy.counts.values())} requests to the provider. Tokens were signed with ${proxy.signedBy.size} keys, one after the other. \`KONTOR_FAULTS_OPERATIONS\` sets how many, \`KONTOR_FAULTS_SEED\` which.`,
      table(
        ['Operation', 'Succeeded', 'Failed', 'Running', 'Most attempts'],
        ends.map((each) => [each.kind, each.succeeded, each.failed, each.running, each.attempts]),
      ),
      table(
        ['What the network did', 'Requests'],
        ['none' as const, ...faults].map((name) => [name, proxy.counts.get(name) ?? 0]),
      ),
      'Both sides compared when everything had ended, without anything of the host between:',
      table(
        ['What', 'How many'],
        [
          ['at the provider and not here', standing.orphans.length],
          ['here and not at the provider', standing.ghosts.length],
          ['on both sides and not alike', standing.differing.length],
          ['accounts at the provider of installations that are over', standing.accounts.length],
          ['installations without an account at the provider', standing.accountless.length],
        ],
      ),
      `The reconciler compared ${first.report.installations} installations and ${first.report.resources} resources: ${first.findings.length} findings${wordsFor(first.findings)}, of which ${repaired} were repaired; a second sweep found ${second.findings.length}, ${second.findings.filter(({ kind }) => kind === 'orphan').length} of them orphans. The imported, the linked and the transferred resource are on both sides as they were.`,
    ],
  });

  if (isLong) expect(ends.map(({ kind }) => kind)).toEqual(everyKind);
  expect(ends.map(({ running }) => running)).toEqual(ends.map(() => 0));
  expect(standing).toMatchObject({ orphans: [], ghosts: [], accounts: [], accountless: [] });
  expect(standing.differing).toEqual([]);
  expect(second.findings).toEqual([]);
  expect(await bystanders.look()).toEqual(before);
  expect(faults.filter((name) => !proxy.counts.has(name))).toEqual([]);
  expect(await reused()).toEqual([]);
});

const everyKind = [
  'delete-resource',
  'install',
  'provision',
  'provision-purchase',
  'renew-installation',
  'rotate-secrets',
  'uninstall',
  'update-installation',
  'update-resource',
];

async function queued(): Promise<number> {
  return (await world.database.read('select from operation_queue')).length;
}

type Ends = {
  kind: string;
  succeeded: number;
  failed: number;
  running: number;
  attempts: number;
};

function endsOf(): Promise<readonly Ends[]> {
  return world.database.read<Ends>(
    `select kind, count(*) filter (where status = 'succeeded')::int as succeeded,
       count(*) filter (where status = 'failed')::int as failed,
       count(*) filter (where status = 'running')::int as running, max(attempts)::int as attempts
     from operation group by kind order by kind`,
  );
}

/** Keys that came with more than one request that says something: each operation has its own. */
async function reused(): Promise<readonly string[]> {
  const bodies = new Map<string, Set<string>>();
  for (const { idempotencyKey, method, path, body } of world.provider.seen) {
    if (idempotencyKey === undefined || method === 'PUT') continue;
    const said = bodies.get(idempotencyKey) ?? new Set();
    bodies.set(idempotencyKey, said.add(`${method} ${path} ${body}`));
  }
  return [...bodies]
    .filter(([, said]) => said.size > 1)
    .map(([key, said]) => [key, ...said].join(' | '));
}

/** Brings a new key in, and lets it sign as soon as every process has read that it is there. */
async function rollKey(): Promise<void> {
  const { status } = await world.owner.api(k.rotateSigningKey, {});
  expect(status).toBe(201);
  await world.database.read(
    `update signing_key set signs_from = least(signs_from, now() + interval '61 seconds')`,
  );
}

type Finding = Awaited<ReturnType<typeof sweep>>['findings'][number];

/** Which kinds they are, and what they are about. */
function wordsFor(findings: readonly Finding[]): string {
  const kinds = Map.groupBy(
    findings,
    ({ kind, resourceId }) => `${kind} of ${resourceId === null ? 'installations' : 'resources'}`,
  );
  const words = [...kinds].map(([what, { length }]) => `${length} ${what}`);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}
