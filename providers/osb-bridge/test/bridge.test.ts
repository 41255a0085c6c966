import {
  deleteInstallation,
  deleteResource,
  getResource,
  provisionResource,
  rotateSecrets,
  updateResource,
} from '@kontor/protocol/partner';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWorld, type World } from './start-world.ts';

const instances = /service_instances\/[^/]+$/;
const bindings = /service_bindings\/[^/]+$/;

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

type Reported = {
  readonly id: string;
  readonly status: string;
  readonly secrets: readonly { name: string; value: string; prefix: string }[];
  readonly notification: { readonly level: string; readonly message?: string } | null;
  readonly billingPlan: { readonly id: string };
  readonly metadata: object;
};

type Installed = Awaited<ReturnType<World['bench']['install']>>;

async function asked(wanted: object = {}, into?: Installed, key = `key-${Math.random()}`) {
  const installation = into ?? (await world.bench.install());
  const body = { ...(await world.bench.provisioning()), ...wanted };
  const answer = await world.bench.call(provisionResource, { installation, body, key });
  const json = answer.json as Reported;
  return { installation, answer, resource: json, params: { resourceId: json.id } };
}

async function read({
  installation,
  params,
}: Pick<Awaited<ReturnType<typeof asked>>, 'installation' | 'params'>) {
  return (await world.bench.call(getResource, { installation, params })).json as Reported;
}

const count = () => world.broker.instances.size;

test('a service is sold as a product, and what cannot be said is named', () => {
  const [db, mail, ...others] = world.bridge().products();

  expect(others).toEqual([]);
  expect(db).toMatchObject({
    slug: 'orders-db',
    name: 'Orders database',
    capabilities: { secretRotation: { maxDelayHours: 720 } },
    metadataSchema: { properties: { region: { 'ui:control': 'select' } } },
  });
  expect(mail).toMatchObject({ slug: 'mail', capabilities: {} });
  expect(world.bridge().unmapped()).toEqual([
    { at: 'Orders DB.gold', why: expect.stringContaining('costs') },
    { at: 'drain', why: expect.stringContaining('syslog_drain') },
  ]);
});

test('what the broker makes at once is ready with its secrets, and known by whom it was asked for', async () => {
  const { resource, installation } = await asked({ metadata: { region: 'iad', backups: true } });

  expect(resource).toMatchObject({ status: 'ready', billingPlan: { id: 'plan-small' } });
  expect(resource.secrets.map(({ name, prefix }) => [name, prefix])).toEqual([
    ['URI', 'ORDERS_DB'],
    ['PORT', 'ORDERS_DB'],
    ['READ_URI', 'ORDERS_DB'],
    ['API_KEY', 'ORDERS_DB'],
  ]);
  const [call] = world.broker.calls('PUT', instances);
  expect(call).toMatchObject({
    query: { accepts_incomplete: 'true' },
    body: {
      service_id: 'service-db',
      plan_id: 'plan-small',
      parameters: { region: 'iad', backups: true },
      context: { platform: 'kontor', instance_name: 'kontor-check' },
    },
    headers: { 'x-broker-api-version': '2.17' },
  });
  const [name, value = ''] = String(call?.headers['x-broker-api-originating-identity']).split(' ');
  const who = JSON.parse(Buffer.from(value, 'base64').toString());
  expect([name, who]).toEqual([
    'kontor',
    { user_id: installation.admin.userId, account_id: installation.accountId, role: 'ADMIN' },
  ]);
});

test('what takes time is pending, is asked for no sooner than told, and its secrets follow', async () => {
  world.broker.failNext('GET', /last_operation/, {
    body: { state: 'in progress', description: 'A third of it.' },
    headers: { 'retry-after': '60' },
  });
  const made = await asked({ billingPlanId: 'plan-slow' });
  expect(made.resource).toMatchObject({ status: 'pending', secrets: [] });
  const asking = () => world.broker.calls('GET', /last_operation/).length;

  await world.pass(6_000);
  await world.pass(50_000);
  expect(asking()).toBe(1);
  expect((await read(made)).notification).toMatchObject({ message: 'A third of it.' });
  await world.pass(11_000);
  expect(asking()).toBe(2);
  const [, polled] = world.broker.calls('GET', /last_operation/);
  expect(polled?.query).toMatchObject({ service_id: 'service-db', operation: 'task 1&more' });

  world.broker.finish();
  await world.pass(6_000);
  world.broker.finish();
  await world.restart();
  await world.pass(6_000);

  expect(await read(made)).toMatchObject({ status: 'ready' });
  expect(made.installation.pushedSecrets.get(made.resource.id)).toMatchObject({
    secrets: expect.arrayContaining([
      expect.objectContaining({ name: 'URI', prefix: 'ORDERS_DB' }),
    ]),
  });
  expect(made.installation.received.map(({ operation }) => operation)).toContain('createEvent');
});

test.each([
  ['does not answer in time', { isSilent: true, isAfter: true }],
  ['breaks', { status: 500, isAfter: true }],
  ['makes it and says so unreadably', { status: 201, text: '"?"', isAfter: true }],
  ['answers another success', { status: 206, isAfter: true }],
])('an instance is no orphan where the broker %s, and a repeat makes another', async (_, fault) => {
  const installation = await world.bench.install();
  world.broker.failNext('PUT', instances, fault);
  world.broker.failNext('DELETE', instances, { status: 503 });

  const first = await asked({}, installation, 'one');
  expect(first.answer.status).toBe(503);
  expect(count()).toBe(1);
  await world.pass(0);
  expect(count()).toBe(1);
  const again = await asked({}, installation, 'one');
  expect(again.answer.status).toBe(200);
  await world.pass(60_000);

  expect(count()).toBe(1);
  const [former, latter] = world.broker.calls('PUT', instances).map(({ path }) => path);
  expect(latter).not.toBe(former);
  expect(world.broker.instances.has(latter?.split('/').at(-1) ?? '')).toBe(true);
});

test.each([
  ['408', { status: 408 }, 503],
  ['422 ConcurrencyError', { status: 422, body: { error: 'ConcurrencyError' } }, 503],
  ['422 MaintenanceInfoConflict', { status: 422, body: { error: 'MaintenanceInfoConflict' } }, 503],
  ['422 AsyncRequired', { status: 422, body: { error: 'AsyncRequired' } }, 422],
  ['400', { status: 400, body: { description: 'No such region.' } }, 400],
  ['409', { status: 409 }, 409],
  ['401', { status: 401 }, 503],
])('refused with %s it leaves nothing that had to be deleted', async (_, fault, status) => {
  world.broker.failNext('PUT', instances, fault);

  const { answer } = await asked();
  await world.pass(60_000);

  expect(answer.status).toBe(status);
  expect(world.broker.calls('DELETE')).toEqual([]);
  if (status === 400) {
    expect(answer.json).toMatchObject({ error: { user: { message: 'No such region.' } } });
  }
});

test('a broker that cannot be reached has made nothing', async () => {
  const made = await asked();
  await world.broker.stop();

  const { answer } = await asked({}, made.installation);

  expect(answer.status).toBe(503);
});

test('a binding that takes an app cannot be had here, and the instance goes again', async () => {
  const error = { error: 'RequiresApp', description: 'It takes an app.' };
  world.broker.failNext('PUT', bindings, { status: 422, body: error });

  const { answer } = await asked();
  await world.pass(0);

  expect(answer).toMatchObject({
    status: 422,
    json: { error: { user: { message: 'It takes an app.' } } },
  });
  expect(count()).toBe(0);
});

test('a binding that nobody knows of is deleted with its instance, the binding first', async () => {
  world.broker.failNext('PUT', bindings, { status: 500, isAfter: true });

  const { answer } = await asked();
  await world.pass(0);

  expect(answer.status).toBe(422);
  expect(world.broker.calls('DELETE').map(({ path }) => bindings.test(path))).toEqual([
    true,
    false,
  ]);
  expect(count()).toBe(0);
});

test('an operation that fails ends as an error with the words of the broker', async () => {
  const made = await asked({ billingPlanId: 'plan-slow' });

  world.broker.finish('There is no room.');
  await world.pass(6_000);

  expect(await read(made)).toMatchObject({
    status: 'error',
    notification: { level: 'error', message: 'There is no room.' },
  });
  expect(world.broker.calls('DELETE', instances)).toHaveLength(1);
});

test('an operation that takes longer than its plan allows counts as failed', async () => {
  const made = await asked({ billingPlanId: 'plan-slow' });

  await world.pass(599_000);
  expect((await read(made)).status).toBe('pending');
  await world.pass(6_000);

  expect((await read(made)).status).toBe('error');
  expect(world.broker.calls('DELETE', instances)).toHaveLength(1);
});

test('while something is made, 410 and what is not understood are asked again', async () => {
  const made = await asked({ billingPlanId: 'plan-slow' });
  world.broker.failNext('GET', /last_operation/, { status: 410 });
  world.broker.failNext('GET', /last_operation/, { status: 500 });
  world.broker.failNext('GET', /last_operation/, { text: 'nonsense' });

  for (let time = 0; time < 3; time += 1) await world.pass(6_000);

  expect((await read(made)).status).toBe('pending');
});

test('a change is the broker’s to make, with the values before', async () => {
  const made = await asked();
  const { installation, params } = made;

  const body = { billingPlanId: 'plan-large', metadata: { region: 'iad' } };
  const answer = await world.bench.call(updateResource, { installation, params, body });

  expect(answer).toMatchObject({ status: 200, json: { billingPlan: { id: 'plan-large' } } });
  expect(world.broker.calls('PATCH')[0]?.body).toMatchObject({
    service_id: 'service-db',
    plan_id: 'plan-large',
    parameters: { region: 'iad' },
    maintenance_info: { version: '1.0.0' },
    previous_values: { plan_id: 'plan-small' },
  });
});

test('a change that takes time is told when it is done, and one that fails leaves what was', async () => {
  const made = await asked({ billingPlanId: 'plan-slow' });
  const { installation, params } = made;
  for (let time = 0; time < 3; time += 1) {
    world.broker.finish();
    await world.pass(6_000);
  }
  const change = (region: string) =>
    world.bench.call(updateResource, { installation, params, body: { metadata: { region } } });

  expect((await change('iad')).json).toMatchObject({
    status: 'pending',
    metadata: { region: 'fra' },
  });
  world.broker.finish();
  await world.pass(6_000);
  expect(await read(made)).toMatchObject({ status: 'ready', metadata: { region: 'iad' } });
  await change('fra');
  world.broker.finish('It must stay.');
  await world.pass(6_000);

  expect(await read(made)).toMatchObject({
    status: 'ready',
    metadata: { region: 'iad' },
    notification: { level: 'warn', message: 'It must stay.' },
  });
});

test('a newer version is told, and comes with the next change', async () => {
  const made = await asked({ billingPlanId: 'plan-large' });
  const { catalog } = await import('./broker-fixture.ts');
  const text = JSON.stringify(catalog).replaceAll('1.0.0', '2.0.0');
  world.broker.offer(JSON.parse(text));
  await world.bridge().refreshCatalogue();

  expect((await read(made)).notification).toMatchObject({ title: 'Version 2.0.0 is there' });
  const { installation, params } = made;
  await world.bench.call(updateResource, { installation, params, body: { metadata: {} } });

  expect(world.broker.calls('PATCH')[0]?.body).toMatchObject({
    maintenance_info: { version: '2.0.0' },
    previous_values: { maintenance_info: { version: '1.0.0' } },
  });
});

test('new secrets are another binding, and the former one goes when its overlap is over', async () => {
  const { installation, params, resource } = await asked();
  const body = { delayOldSecretsExpirationHours: 2 };

  const rotated = await world.bench.call(rotateSecrets, { installation, params, body });

  const { secrets } = rotated.json as Reported;
  expect(secrets[0]?.value).not.toBe(resource.secrets[0]?.value);
  const [instance] = world.broker.instances.values();
  expect(instance?.bindings.size).toBe(2);
  const [first, second] = world.broker.calls('PUT', bindings);
  expect(second?.body.predecessor_binding_id).toBe(first?.path.split('/').at(-1));
  await world.pass(7_100_000);
  expect(instance?.bindings.size).toBe(2);
  await world.pass(200_000);
  expect([...(instance?.bindings.keys() ?? [])]).toEqual([second?.path.split('/').at(-1)]);
});

/** A resource whose broker does everything only after the call, and its own binding. */
async function slow() {
  const made = await asked({ billingPlanId: 'plan-slow' });
  for (let time = 0; time < 2; time += 1) {
    world.broker.finish();
    await world.pass(6_000);
  }
  const [instance] = world.broker.instances.values();
  const { installation, params } = made;
  const rotate = (key: string, delayOldSecretsExpirationHours = 0) =>
    world.bench.call(rotateSecrets, {
      ...{ installation, params, key },
      body: { delayOldSecretsExpirationHours },
    });
  const told = () => JSON.stringify(installation.pushedSecrets.get(made.resource.id));
  return { ...made, rotate, told, bindings: () => [...(instance?.bindings.keys() ?? [])] };
}

test('new secrets that take time follow by an update, also after a restart, and the former ones stay for the overlap', async () => {
  const { rotate, told, bindings: bound, ...made } = await slow();
  const [former = ''] = bound();

  const begun = await rotate('once', 2);
  const repeated = await rotate('once', 2);
  const other = await rotate('twice');

  expect([begun.status, begun.json, repeated.json, other.status]).toEqual([
    202,
    { sync: false },
    { sync: false },
    409,
  ]);
  expect(await read(made)).toMatchObject({
    status: 'ready',
    notification: { title: 'The broker is at new secrets' },
  });
  await world.restart();
  world.broker.finish();
  await world.pass(6_000);
  const [, latter = ''] = bound();
  expect(told()).toContain(`db://${latter}`);
  expect((await rotate('once', 2)).json).toMatchObject({ sync: false });
  await world.pass(7_100_000);
  expect(bound()).toEqual([former, latter]);
  await world.pass(200_000);
  world.broker.finish();
  await world.pass(60_000);
  expect(bound()).toEqual([latter]);
});

test('new secrets that fail are deleted at the broker, and the former ones stay', async () => {
  const { rotate, told, bindings: bound, ...made } = await slow();
  const [former = ''] = bound();
  await rotate('once');

  world.broker.finish('There is no room.');
  await world.pass(6_000);
  await world.pass(60_000);
  world.broker.finish();
  await world.pass(60_000);

  expect(bound()).toEqual([former]);
  expect(told()).toContain(`db://${former}`);
  expect(await read(made)).toMatchObject({
    status: 'ready',
    notification: { message: 'There is no room.' },
  });
});

test('what is removed while its secrets are made anew takes both bindings along', async () => {
  const { rotate, installation, params } = await slow();
  await rotate('once');

  await world.bench.call(deleteResource, { installation, params });
  for (let time = 0; time < 6; time += 1) {
    world.broker.finish();
    await world.pass(3_600_000);
  }

  expect(count()).toBe(0);
});

test('what a team removes goes with bindings that still overlap, whatever the broker says first', async () => {
  const { installation, params } = await asked();
  const body = { delayOldSecretsExpirationHours: 2 };
  await world.bench.call(rotateSecrets, { installation, params, body });
  world.broker.failNext('DELETE', bindings, { status: 422, body: { error: 'ConcurrencyError' } });

  const removed = await world.bench.call(deleteResource, { installation, params });
  const gone = await world.bench.call(getResource, { installation, params });
  expect([removed.status, gone.status, count()]).toEqual([204, 404, 1]);
  await world.restart();
  await world.pass(60_000);

  expect(count()).toBe(0);
});

test('an uninstall takes what takes time along, where 410 is the end', async () => {
  const { installation } = await asked({ billingPlanId: 'plan-slow' });
  const answer = await world.bench.call(deleteInstallation, { installation, body: {} });
  expect(answer.json).toMatchObject({ finalized: true });

  for (let time = 0; time < 4; time += 1) {
    world.broker.finish();
    await world.pass(60_000);
  }

  expect(count()).toBe(0);
});

test('a call that was cut off and that nobody repeats leaves no orphan', async () => {
  const installation = await world.bench.install();
  world.broker.failNext('PUT', instances, { isSilent: true, isAfter: true });
  const cut = asked({}, installation, 'cut');
  await cut;
  await world.restart();
  await world.pass(700_000);

  expect(count()).toBe(0);
});

test('a service without credentials has no secrets', async () => {
  const { resource } = await asked({ productId: 'mail', billingPlanId: 'plan-mail', metadata: {} });

  expect(resource).toMatchObject({ status: 'ready', secrets: [] });
});

test('a second bridge on the same records is refused', async () => {
  await expect(world.start()).rejects.toThrow('Another bridge runs');
});
