import { PATIENCE_MS } from '@kontor/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { install } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const at = (ms: number) => new Date(Date.now() + ms).toISOString();

let world: World;
let say: Voice;
beforeAll(async () => {
  // of two reports at once neither waits outside for its turn, however busy the host is
  world = await startWorld({ entrance: { places: 8, perKey: 8, waiting: 8 } });
  say = voiceOf(world, await install(world));
});
afterAll(() => world.close());

const usage = (told: object = {}) => ({
  ...{ name: 'Storage', type: 'total', units: 'GB' },
  ...{ dayValue: 0.1, periodValue: 0.5, planValue: 5 },
  ...told,
});
const report = async (rows: readonly object[], ms = 0) => {
  const period = { start: at(-10 * DAY_MS), end: at(10 * DAY_MS) };
  const body = { timestamp: at(ms), eod: at(DAY_MS / 4), period, billing: [], usage: rows };
  return (await say('POST', '/billing', body)).status;
};
const reports = async () =>
  (
    await world.database.read<{ report_id: string }>(
      'select report_id from billing_report order by report_id',
    )
  ).map(({ report_id }) => report_id);
const usageOf = (report: string | undefined) =>
  world.database.read(
    `select name, day_value, period_value, plan_value from reported_usage
     where report_id = $1 order by position`,
    [report],
  );

test.each([
  ['small', [0.1, -2.5, 5e-324, 123_456_789.12]],
  // of which the database would write other digits
  ['larger than whole numbers are counted', [0.1, 1e23, 3_283_291_255_900_000_000]],
])('numbers that are %s are kept as they were written', async (_case, values) => {
  const rows = values.map((value) => usage({ dayValue: value, periodValue: -value }));

  expect(await report(rows)).toBe(201);

  const written = await world.database.read('select value::numeric from unnest($1::text[]) value', [
    values.map(String),
  ]);
  const kept = await usageOf((await reports()).at(-1));
  expect(kept.map(({ day_value: value }) => ({ value }))).toEqual(written);
});

test('what several reports have in common is written once, and each has its own numbers', async () => {
  const two = (value: number, more: object = {}) => [
    usage({ name: 'Reads', dayValue: value }),
    usage({ name: 'Writes', dayValue: value + 1, planValue: undefined, ...more }),
  ];
  const metrics = () => world.database.read('select 1 from billing_report_metrics');
  const before = (await metrics()).length;

  for (const rows of [two(1), two(3), two(5, { units: 'MB' })]) {
    expect(await report(rows)).toBe(201);
  }

  const told = (await reports()).slice(-3).map(usageOf);
  expect(await Promise.all(told)).toMatchObject(
    [1, 3, 5].map((value) => [
      { name: 'Reads', day_value: `${value}`, plan_value: '5' },
      { name: 'Writes', day_value: `${value + 1}`, plan_value: null },
    ]),
  );
  expect(await metrics()).toHaveLength(before + 2);
});

test('reports that come side by side and are the first of their kind are all kept', async () => {
  const name = 'Of two at once';
  // of one moment they would be parts of one report, and wait for each other instead
  const send = (value: number) => report([usage({ name, dayValue: value })], -value);

  const answers = await world.database.transact(async (sql) => {
    await sql('lock table billing_report_metrics in share mode');
    const sent = [1, 2].map(send);
    await vi.waitUntil(async () => (await world.database.read(WAITING)).length === 2, PATIENCE_MS);
    return { sent };
  });

  expect(await Promise.all(answers.sent)).toEqual([201, 201]);
  const kept = await world.database.read(
    'select day_value::int as value from reported_usage where name = $1 order by 1',
    [name],
  );
  expect(kept).toEqual([{ value: 1 }, { value: 2 }]);
});

const WAITING = `select 1 from pg_locks
  where not granted and relation = 'billing_report_metrics'::regclass`;
