import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver } from '../webhooks/receiver.ts';
import { eventually, install } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';

const HOUR_MS = 3_600_000;
const start = Date.now();
let aheadMs = 0;
const now = () => new Date(start + aheadMs);

let world: World;
let installation: string;
let say: Voice;
beforeAll(async () => {
  world = await startWorld({ now, billingEveryMs: 20 });
  installation = await install(world);
  say = voiceOf(world, installation);
});
afterAll(() => world.close());

async function report() {
  const at = (ms: number) => new Date(now().getTime() + ms).toISOString();
  const period = { start: at(-HOUR_MS), end: at(48 * HOUR_MS) };
  const body = { timestamp: at(0), eod: at(HOUR_MS), period, billing: [], usage: [] };
  expect((await say('POST', '/billing', body)).status).toBe(201);
}

async function told(type: string, count = 1) {
  return eventually(async () => {
    const { body } = await world.owner.api(k.listEvents, { params: { team: world.team } });
    const found = body.events.filter((event) => event.type === type);
    return found.length >= count && found;
  });
}

test('a provider that falls silent is noted once, before a day is lost, until it reports again', async () => {
  const receiver = await startReceiver();
  await world.owner.api(r.createRestWebhook, {
    query: { slug: world.team },
    body: { url: receiver.url, events: ['alerts.triggered'] },
  });
  await report();
  const lastReportAt = now().toISOString();
  aheadMs = 20 * HOUR_MS;

  const [late] = await told('usage.report-late');
  expect(late).toMatchObject({
    actor: { kind: 'system' },
    subject: { installation },
    data: { lastReportAt, dueAt: new Date(start + 24 * HOUR_MS).toISOString() },
  });

  const [alert] = await eventually(async () => receiver.arrived.length > 0 && receiver.arrived);
  expect(alert?.event).toMatchObject({
    type: 'alerts.triggered',
    payload: {
      ...{ user: null, installationId: installation, configuration: { id: installation } },
      alert: { kind: 'usage-report-late', ...late?.data },
    },
  });

  aheadMs = 22 * HOUR_MS;
  await report();
  const [resumed] = await told('usage.report-resumed');
  expect(resumed).toMatchObject({ subject: { installation }, data: { lastReportAt } });

  aheadMs = 42 * HOUR_MS;
  // the second silence, and not the first one again
  expect(await told('usage.report-late', 2)).toHaveLength(2);
});
