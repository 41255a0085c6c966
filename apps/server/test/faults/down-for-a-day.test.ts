import { afterAll, beforeAll, expect, test } from 'vitest';
import { isProof, table, writeEvidence } from '../proof/evidence.ts';
import { type HooksWorld, pair, startHooksWorld } from '../webhooks/hooks-world.ts';
import { accept, type Receiver } from '../webhooks/receiver.ts';
import { eventually } from '../world/story.ts';

const HOUR_MS = 60 * 60_000;
const isLong = isProof('faults');
/** How many things are connected and disconnected, and how often the clock is moved on in a day. */
const pairs = isLong ? 15 : 4;
const STEPS = isLong ? 24 : 6;
/** So many answers are lost once the receiver is up again: it has taken what it did not acknowledge. */
const LOST = isLong ? 25 : 3;

let world: HooksWorld;
let aheadMs = 0;
beforeAll(async () => {
  world = await startHooksWorld({ timeoutMs: 2_000 });
});
afterAll(() => world.close());

function pass(ms: number): void {
  aheadMs += ms;
  world.pass(ms);
}

/** The time by which the host sends. */
const clockMs = () => Date.now() + aheadMs;

type DeliveryRow = { delivery_id: string; subject: string; state: string; attempts: number };

/** What came about since the outage began. */
const deliveries = () =>
  world.database.read<DeliveryRow>(
    `select delivery_id, subject, state, attempts from webhook_delivery
     where receiver_id = $1 and type like 'integration-resource.%' order by position`,
    [world.integration.id],
  );

/** Waits until nothing is due at this time: everything was tried that there was to try. */
const isTried = () =>
  eventually(async () => {
    const now = new Date(clockMs());
    const [row] = await world.database.read<{ left: number }>(
      `select (select count(*) from webhook_outbox)::int
         + (select count(*) from webhook_line where due_at <= $1 or leased_until is not null)::int as left`,
      [now],
    );
    return row?.left === 0;
  }, 60_000);

test('a receiver that was down for a day gets everything, each subject in order, and nothing twice that it acknowledged', async () => {
  const receiver = await world.listen();
  const made = [];
  for (let count = 0; count < pairs; count++) made.push(await pair(world));
  await isTried();
  await receiver.down();
  const downAtMs = clockMs();

  // things go on happening through the whole outage
  let disconnects: (() => Promise<void>)[] = [];
  for (let step = 0; step < STEPS; step++) {
    if (step % 2 === 0) disconnects = await Promise.all(made.map((each) => each.connect()));
    else for (const disconnect of disconnects) await disconnect();
    await isTried();
    // also by the real time that all this takes
    const until = ((step + 1) * 24 * HOUR_MS) / STEPS - 60_000;
    pass(Math.max(downAtMs + until - clockMs(), 0));
    await isTried();
  }
  const waited = await deliveries();
  expect(new Set(waited.map(({ state }) => state))).toEqual(new Set(['waiting']));

  const lost = loseAnswers(receiver, LOST);
  await receiver.up();
  for (let hour = 0; hour < 4; hour++) {
    pass(HOUR_MS / 2);
    await isTried();
  }

  const all = await deliveries();
  const ids = receiver.arrived
    .filter(({ event }) => event.type.startsWith('integration-resource.'))
    .map(({ headers }) => String(headers['webhook-id']));
  const twice = ids.length - new Set(ids).size;
  await writeEvidence('faults', 'webhooks-down', {
    title: 'A receiver that was down for a day',
    parts: [
      `${all.length} webhooks of ${made.length} subjects came about in the 24 hours of a receiver’s outage, on a clock that was moved on in ${STEPS} steps. When it was up again, ${lost.size} of its answers were lost after it had taken what they were for.`,
      table(
        ['What', 'How many'],
        [
          ['webhooks', all.length],
          ['delivered', all.filter(({ state }) => state === 'delivered').length],
          [
            'parked or skipped',
            all.filter(({ state }) => !['delivered', 'waiting'].includes(state)).length,
          ],
          ['attempts, most of one', Math.max(...all.map(({ attempts }) => attempts))],
          ['subjects told out of order', outOfOrder(all, ids).length],
          ['arrived twice, because the first answer was lost', twice],
          ['arrived twice although it was acknowledged', twice - lost.size],
        ],
      ),
    ],
  });
  expect(all.length).toBe(pairs * STEPS);
  expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['delivered']));
  expect(new Set(ids)).toEqual(new Set(all.map((each) => each.delivery_id)));
  expect(outOfOrder(all, ids)).toEqual([]);
  expect(twice).toBe(lost.size);
});

/**
 * Takes some deliveries and ends their connections without an answer: not of those that were tried for
 * the whole day, whose last attempt it was.
 */
function loseAnswers(receiver: Receiver, count: number): ReadonlySet<string> {
  const lost = new Set<string>();
  receiver.answer = (response, arrived) => {
    const id = String(arrived.headers['webhook-id']);
    const mayBeLost = arrived.event.type.endsWith('disconnected') && !lost.has(id);
    if (lost.size >= count || !mayBeLost) return accept(response, arrived);
    lost.add(id);
    response.destroy();
  };
  return lost;
}

/** Subjects of which a later webhook arrived for the first time before an earlier one. */
function outOfOrder(all: readonly DeliveryRow[], ids: readonly string[]): readonly string[] {
  const bySubject = Map.groupBy(all, ({ subject }) => subject);
  return [...bySubject].flatMap(([subject, rows]) => {
    const places = rows.map(({ delivery_id: id }) => ids.indexOf(id));
    const isInOrder = places.every(
      (place, index) => index === 0 || place > (places[index - 1] ?? 0),
    );
    return isInOrder ? [] : [subject];
  });
}
