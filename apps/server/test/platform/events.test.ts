import type { ProviderOutcome, ResourceReport } from '@kontor/core';
import { externalResourceId } from '@kontor/protocol/vocabulary';
import { beforeEach, expect, test } from 'vitest';
import { eventsOf } from '../catalog/host.ts';
import { type Installed, imported, installed, provisioning, usePlatform } from './installed.ts';

const platform = usePlatform();
const { host, says, told, parts } = platform;

beforeEach(async () => {
  told.length = 0;
  await host.database.read('delete from refresh_queue');
});

const reported = (told_: Partial<ResourceReport> = {}): ProviderOutcome<ResourceReport> => ({
  kind: 'answered',
  answer: { externalId: externalResourceId.parse('db_1'), name: 'db_1', status: 'ready', ...told_ },
});

const nudge = ({ say }: Installed, resourceId = 'db_1') =>
  say('POST', '/events', { event: { type: 'resource.updated', resourceId } });

const queued = () =>
  host.database.read<{ external_id: string; is_due: boolean; attempts: number }>(
    'select external_id, due_at <= now() as is_due, attempts from refresh_queue order by external_id',
  );

const makeDue = () => host.database.read('update refresh_queue set due_at = now()');

test('a nudge is noted before it is answered, once however often it is sent', async () => {
  const provider = await installed(platform);
  await imported(provider);

  const answers = [await nudge(provider), await nudge(provider)];
  await provider.say('POST', '/events', {
    event: { type: 'installation.updated', billingPlanId: 'pro' },
  });

  expect(answers.map(({ status, body }) => [status, body])).toEqual([
    [201, ''],
    [201, ''],
  ]);
  expect(await queued()).toEqual([
    { external_id: '', is_due: true, attempts: 0 },
    { external_id: 'db_1', is_due: true, attempts: 0 },
  ]);
});

test('what the provider then says of a resource is taken over', async () => {
  const provider = await installed(platform);
  await imported(provider);
  const plan = { id: 'pro', type: 'subscription', name: 'Pro' } as const;
  says.resource = async () =>
    reported({
      name: 'renamed',
      status: 'suspended',
      billingPlan: { ...plan, description: '', scope: 'resource', paymentMethodRequired: true },
      notification: { level: 'error', title: 'Unpaid' },
    });

  await nudge(provider);
  await parts().worker.runDue();

  expect(await provider.read('db_1')).toMatchObject({
    name: 'renamed',
    status: 'suspended',
    billingPlan: { id: 'pro' },
    notification: { title: 'Unpaid' },
  });
  expect(await queued()).toEqual([]);
  const events = await eventsOf(host.database, provider.team.id);
  expect(events.at(-1)).toMatchObject({
    type: 'resource.updated',
    actor: { kind: 'provider', installationId: provider.installation.id },
    data: {
      before: { name: 'db_1', status: 'ready', billingPlanId: null, notification: null },
      after: {
        name: 'renamed',
        status: 'suspended',
        billingPlanId: 'pro',
        notification: 'Unpaid',
      },
    },
  });
});

test('what the provider says of an installation is taken over', async () => {
  const provider = await installed(platform);
  says.installation = async () => ({
    kind: 'answered',
    answer: { notification: { level: 'info', title: 'Welcome' } },
  });

  await provider.say('POST', '/events', { event: { type: 'installation.updated' } });
  await parts().worker.runDue();

  const events = await eventsOf(host.database, provider.team.id);
  expect(events).toMatchObject([
    { type: 'installation.updated', data: { after: { notification: 'Welcome' } } },
  ]);
  expect(await queued()).toEqual([]);
});

test('a reading that finds nothing new leaves no event', async () => {
  const provider = await installed(platform);
  await imported(provider, 'db_1', { metadata: { b: 1, a: [1, 2] } });
  const before = await eventsOf(host.database, provider.team.id);
  says.resource = async () => reported({ metadata: { a: [1, 2], b: 1 } });

  await nudge(provider);
  await parts().worker.runDue();

  expect(await eventsOf(host.database, provider.team.id)).toEqual(before);
  expect(await queued()).toEqual([]);
});

test.each<ProviderOutcome<never>>([
  { kind: 'unknown', reason: 'timeout' },
  { kind: 'not-sent', reason: 'refused' },
  {
    kind: 'refused',
    refusal: { status: 503, code: 'x', message: 'later' },
    isRetryable: true,
  },
  { kind: 'refused', refusal: { status: 403, code: 'x', message: 'no' }, isRetryable: false },
])('a provider that does not tell is asked again later: $kind', async (outcome) => {
  const provider = await installed(platform);
  await imported(provider);
  says.resource = async () => outcome;

  await nudge(provider);
  await parts().worker.runDue();
  expect(await queued()).toEqual([{ external_id: 'db_1', is_due: false, attempts: 1 }]);

  says.resource = async () => reported({ status: 'error' });
  await parts().worker.runDue();
  expect((await provider.read('db_1')).status).toBe('ready');

  await makeDue();
  await parts().worker.runDue();
  expect((await provider.read('db_1')).status).toBe('error');
  expect(await queued()).toEqual([]);
});

test('a provider that asks for time gets it', async () => {
  const provider = await installed(platform);
  await imported(provider);
  says.resource = async () => ({
    kind: 'refused',
    refusal: { status: 429, code: 'x', message: 'slow down' },
    isRetryable: true,
    retryAfterMs: 3_600_000,
  });

  await nudge(provider);
  await parts().worker.runDue();

  const [row] = await host.database.read<{ minutes: number }>(
    'select (extract(epoch from due_at - now()) / 60)::int as minutes from refresh_queue',
  );
  expect(row?.minutes).toBe(60);
});

test('a resource that its provider does not know stays, and that is logged', async () => {
  const provider = await installed(platform);
  await imported(provider);
  says.resource = async () => ({
    kind: 'refused',
    refusal: { status: 404, code: 'not_found', message: 'no' },
    isRetryable: false,
  });

  await nudge(provider);
  await parts().worker.runDue();

  expect((await provider.read('db_1')).lifecycle).toBe('active');
  expect(await queued()).toEqual([]);
  expect(told).toEqual([
    {
      facts: expect.objectContaining({ externalId: 'db_1', where: 'provider' }),
      message: expect.any(String),
    },
  ]);
});

test('after a day without an answer it is given up, and that is logged', async () => {
  const provider = await installed(platform);
  await imported(provider);
  says.resource = async () => ({ kind: 'unknown', reason: 'timeout' });
  await nudge(provider);
  await host.database.read(`update refresh_queue set nudged_at = now() - interval '24 hours'`);

  await parts().worker.runDue();

  expect(await queued()).toEqual([]);
  expect(told).toMatchObject([{ facts: { reason: 'timeout', externalId: 'db_1' } }]);
});

test('a nudge that comes during a reading leads to another one', async () => {
  const provider = await installed(platform);
  await imported(provider);
  const statuses = ['suspended', 'resumed'] as const;
  let reading = 0;
  says.resource = async () => {
    const status = statuses[reading++] ?? 'error';
    if (reading === 1) await nudge(provider);
    return reported({ status });
  };

  await nudge(provider);
  await parts().worker.runDue();

  expect(reading).toBe(2);
  expect((await provider.read('db_1')).status).toBe('resumed');
  expect(await queued()).toEqual([]);
});

test('what is pushed during a reading is newer than what was read', async () => {
  const provider = await installed(platform);
  await imported(provider);
  let reading = 0;
  says.resource = async () => {
    reading += 1;
    if (reading > 1) return reported({ status: 'resumed' });
    host.clock.now = new Date(host.clock.now.getTime() + 10);
    await provider.say('PATCH', '/resources/db_1', { status: 'resumed' });
    return reported({ status: 'suspended' });
  };

  await nudge(provider);
  await parts().worker.runDue();

  expect((await provider.read('db_1')).status).toBe('resumed');
  expect(reading).toBe(2);
});

test('a nudge of a resource that is just being provisioned is kept until it is known', async () => {
  const provider = await installed(platform);
  const coming = await provisioning(platform, provider);
  says.resource = async () => reported({ name: 'new', status: 'error' });

  expect((await nudge(provider)).status).toBe(201);
  await parts().worker.runDue();
  expect(await queued()).toEqual([{ external_id: 'db_1', is_due: false, attempts: 1 }]);

  await coming.arrive('db_1');
  await makeDue();
  await parts().worker.runDue();
  expect((await provider.read('db_1')).status).toBe('error');
});

test('a nudge of what is not known is refused, and nothing is queued', async () => {
  const provider = await installed(platform);

  const refused = await nudge(provider, 'nobody');

  expect([refused.status, refused.body.error.code]).toEqual([404, 'not_found']);
  expect(await queued()).toEqual([]);
});

test('many readings are made, and a slow provider is not waited for', async () => {
  const provider = await installed(platform);
  const ids = Array.from({ length: 20 }, (_, index) => `db_${index}`);
  for (const id of ids) await imported(provider, id);
  const answered = new Set<string>();
  let release = () => {};
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  says.resource = async (id) => {
    if (id === 'db_0') await slow;
    answered.add(id);
    return reported({ name: id, status: 'error' });
  };

  for (const id of ids) await nudge(provider, id);
  const running = parts().worker.runDue();
  await expect.poll(() => answered.size).toBe(19);
  release();
  await running;

  expect(answered.size).toBe(20);
  expect(await queued()).toEqual([]);
});

test('a kick follows up beside the caller, and stopping waits for the reading that has begun', async () => {
  const provider = await installed(platform);
  await imported(provider);
  const reading = { hasBegun: false, end: () => {} };
  says.resource = async () => {
    reading.hasBegun = true;
    await new Promise<void>((resolve) => {
      reading.end = resolve;
    });
    return reported({ status: 'error' });
  };
  await nudge(provider);

  parts().worker.kick();
  await expect.poll(() => reading.hasBegun).toBe(true);
  const stopped = parts().worker.stop();
  reading.end();
  await stopped;

  expect((await provider.read('db_1')).status).toBe('error');
});
