import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import pg from 'pg';
import { type BareLoop, sendBare } from './bare-loop.ts';
import { median } from './measure.ts';
import { report } from './report.ts';
import type { BenchWorld } from './world.ts';

const RECEIVERS = 16;
/** Enough that it does not count that the host looks for what is due twice a second. */
const PER_RECEIVER = 2_000;
const DELIVERIES = RECEIVERS * PER_RECEIVER;
/** As many as a host sends at a time. */
const CONNECTIONS = 64;
const ROUNDS = 5;

/**
 * Webhooks that wait are sent, signed, recorded and taken off their lines, against a bare loop of the
 * same HTTP client that sends the same bodies to the same receiver: beside the receiver, as small
 * programs do, and in a thread of its own, as the host sends. By the host alone, and with a worker beside
 * it. In turn; the first round warms up and does not count.
 */
export async function benchWebhookDeliveries(world: BenchWorld): Promise<void> {
  const receiver = await startReceiver();
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  const body = await makeReceivers(world, client, receiver);
  const loop = { url: receiver.url, body, count: DELIVERIES, connections: CONNECTIONS };
  const apart = await threadOf(loop);
  const rounds: Round[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    rounds.push({
      bare: await secondsOf(receiver, () => sendBare(loop)),
      apart: await secondsOf(receiver, apart.send),
      host: await hostSends(client, receiver, `${round}`),
      beside: await withWorker(world, () => hostSends(client, receiver, `${round}-beside`)),
    });
  }
  await apart.end();
  await client.end();
  receiver.stop();
  reportOf(rounds.slice(1));
}

/**
 * How long all deliveries took, in seconds: by a bare loop, by one in a thread of its own, by the host, by
 * the host with a worker beside it.
 */
type Round = Readonly<Record<'bare' | 'apart' | 'host' | 'beside', number>>;

function reportOf(rounds: readonly Round[]): void {
  const perSecond = (way: keyof Round) => DELIVERIES / median(rounds.map((round) => round[way]));
  const timesOf = (way: 'host' | 'beside', of: 'bare' | 'apart') =>
    median(rounds.map((round) => round[of] / round[way])).toFixed(2);
  const each = (way: 'host' | 'beside') =>
    rounds.map((round) => (round.bare / round[way]).toFixed(2)).join(', ');
  report(
    `Send ${DELIVERIES} webhooks to ${RECEIVERS} receivers, medians of ${ROUNDS} rounds`,
    [
      { way: 'the same client in a bare loop', 'per second': perSecond('bare') },
      { way: 'the same in a thread of its own', 'per second': perSecond('apart') },
      { way: 'the host, signed and recorded', 'per second': perSecond('host') },
      { way: 'the host with a worker beside it', 'per second': perSecond('beside') },
    ],
    `${timesOf('host', 'bare')} × the bare loop (${each('host')}), ${timesOf('host', 'apart')} × the one in a thread of its own. With a worker: ${timesOf('beside', 'bare')} × the bare loop (${each('beside')}).`,
  );
}

type Receiver = Awaited<ReturnType<typeof startReceiver>>;

async function startReceiver() {
  let waiting = { count: 0, done: () => {} };
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(204).end();
      waiting.count -= 1;
      if (waiting.count === 0) waiting.done();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    /** Resolves when so many more have come. */
    receives: (count: number) =>
      new Promise<void>((done) => {
        waiting = { count, done };
      }),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Makes the receivers, lets each get one, and answers what it was. */
async function makeReceivers(world: BenchWorld, client: pg.Client, receiver: Receiver) {
  const { api, team } = world;
  const params = { team };
  for (let index = 0; index < RECEIVERS; index++) {
    await api(k.createWebhook, {
      params,
      body: { url: `${receiver.url}/${index}`, events: ['project.created'] },
    });
  }
  const received = receiver.receives(RECEIVERS);
  await api(k.createProject, { params, body: { name: 'told-of' } });
  await received;
  const { rows } = await client.query<{ body: string }>(
    "select body from webhook_delivery where type = 'project.created' limit 1",
  );
  return rows[0]?.body ?? '';
}

async function secondsOf({ receives }: Receiver, send: () => Promise<void>): Promise<number> {
  const received = receives(DELIVERIES);
  const start = performance.now();
  await send();
  await received;
  return (performance.now() - start) / 1000;
}

async function threadOf(workerData: BareLoop) {
  const worker = new Worker(new URL('bare-loop.ts', import.meta.url), { workerData });
  await once(worker, 'message');
  return {
    send: async () => worker.postMessage('begin'),
    end: () => worker.terminate(),
  };
}

async function withWorker<T>(world: BenchWorld, work: () => Promise<T>): Promise<T> {
  const stop = await world.startWorker();
  try {
    return await work();
  } finally {
    await stop();
  }
}

/** Copies of what each receiver has got stand in lines of their own, all due at once, as if they had come after it. */
async function hostSends(
  client: pg.Client,
  { receives }: Receiver,
  round: string,
): Promise<number> {
  const received = receives(DELIVERIES);
  await client.query(LINE_UP, [PER_RECEIVER, round]);
  const start = performance.now();
  // as the database does by itself when tables have changed much, which it may not come to in the first round
  if (round === '0') await client.query('analyze webhook_delivery, webhook_line');
  await received;
  for (;;) {
    const { rows } = await client.query('select count(*)::int as waiting from webhook_line');
    if (rows[0].waiting === 0) return (performance.now() - start) / 1000;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const LINE_UP = `
  with added as (
    insert into webhook_delivery (team_id, receiver_id, position, delivery_id, type, subject, body,
      state, created_at, tried_from, noted)
    select team_id, receiver_id, r.position + n, delivery_id || '-' || $2 || '-' || n, type,
      subject || '-' || $2 || '-' || n, body, 'waiting', now(), now(), 1
    from webhook_delivery d join webhook_receiver r using (team_id, receiver_id),
      generate_series(1, $1::int) n
    where d.type = 'project.created' and d.position = 1
      and receiver_id in (select webhook_id from webhook)
    returning team_id, receiver_id, position, subject, ctid as delivery_at),
  opened as (
    insert into webhook_open (team_id, receiver_id, state, position, subject)
    select team_id, receiver_id, 'waiting', position, subject from added
    returning receiver_id, position, ctid as open_at),
  moved as (
    update webhook_receiver r set position = a.position
    from (select team_id, receiver_id, max(position) as position from added group by 1, 2) a
    where r.team_id = a.team_id and r.receiver_id = a.receiver_id)
  insert into webhook_line (team_id, receiver_id, subject, waiting, due_at, first_position,
    first_delivery_at, first_open_at)
  select team_id, receiver_id, subject, 1, now(), position, delivery_at, open_at
  from added join opened using (receiver_id, position)`;
