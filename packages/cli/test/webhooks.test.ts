import type { Delivery, Redelivery, TriedDelivery, WebhookReceiver } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { at, id } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';
import { type Handlers, Refused } from './stand-in/serve.ts';

const lagoon = {
  id: id('oac', 1),
  kind: 'integration',
  name: 'lagoon',
  url: null,
  events: null,
  projectIds: null,
  waiting: 0,
  parked: 2,
  createdAt: at,
} as unknown as WebhookReceiver;
const hook = {
  ...lagoon,
  id: id('hook', 1),
  kind: 'webhook',
  name: null,
  url: 'https://example.com/hooks',
  events: ['project.created'],
} as unknown as WebhookReceiver;
const delivery = {
  id: id('dlv', 1),
  position: 7,
  type: 'project.created',
  subject: 'project:prj_1',
  state: 'parked',
  attempts: 1,
  createdAt: at,
  endedAt: null,
} as unknown as Delivery;
const event = {
  id: delivery.id,
  type: 'project.created',
  createdAt: Date.parse(at),
  region: null,
  payload: { project: { id: 'prj_1', name: 'web' } },
};
const tried: TriedDelivery = {
  ...delivery,
  body: event,
  tries: [
    {
      attempt: 1,
      at,
      outcome: 'refused',
      status: 503,
      message: 'Answered with 503.',
      durationMs: 12,
      responseBody: null,
    },
  ],
};

const redelivery = {
  id: id('rdl', 1),
  status: 'running',
  states: ['parked'],
  type: null,
  from: at,
  until: null,
  total: 3,
  sending: 2,
  delivered: 1,
  parked: 0,
  createdAt: at,
  endedAt: null,
} as unknown as Redelivery;

const handlers: Handlers = {
  listWebhookReceivers: () => [200, { receivers: [lagoon, hook] }],
  createWebhook: () => [201, { receiver: hook, secret: 'whsec_c2VjcmV0' }],
  deleteWebhook: () => [204, null],
  listDeliveries: () => [200, { deliveries: [delivery] }],
  getDelivery: () => [200, { delivery: tried }],
  redeliver: () => [202, { delivery }],
  redeliverMany: () => [202, { redelivery }],
  listRedeliveries: () => [200, { redeliveries: [redelivery] }],
  stopRedelivery: () => [202, { redelivery: { ...redelivery, status: 'stopping' } }],
  sendTestWebhook: () => [202, { delivery }],
  listWebhookEvents: ({ query }) => [
    200,
    query.after === 7
      ? { events: [], next: 7 }
      : { events: [{ position: 7, state: 'parked' as const, event }], next: 7 },
  ],
};

async function world(more: Handlers = {}) {
  const host = await marketplace({ handlers: { ...handlers, ...more } });
  const { kontor } = inProcess();
  return { host, kontor: (...args: string[]) => kontor(args, { env: host.signedIn }) };
}

test('who is told by webhook is listed with what waits', async () => {
  const { kontor } = await world();

  const { code, stdout } = await kontor('webhooks', 'list');

  expect(code).toBe(0);
  expect(stdout).toMatch(/^RECEIVER +ADDRESS +EVENTS +WAITING +PARKED\nlagoon +none +all of/);
  expect(stdout).toContain('https://example.com/hooks  project.created');
});

test('the secret of a new webhook goes alone to the standard output', async () => {
  const { host, kontor } = await world();

  const created = await kontor(
    ...['webhook', 'create', 'https://example.com/hooks'],
    ...['--events', 'project.created,project.removed', '--projects', 'web'],
  );

  expect(created).toMatchObject({ code: 0, stdout: 'whsec_c2VjcmV0\n' });
  expect(host.requestsTo('createWebhook')).toMatchObject([
    {
      body: {
        url: 'https://example.com/hooks',
        events: ['project.created', 'project.removed'],
        projectIds: [host.projects[0]?.id],
      },
    },
  ]);
});

test.each([
  [['create', 'https://example.com/hooks'], '--events'],
  [['create', 'https://example.com/hooks', '--events', 'project.create'], 'project.created'],
  [['redeliver', 'lagoon', '--from', 'whenever'], '--from'],
  [['redeliver', 'lagoon', '--states', 'lost'], 'parked'],
  [['deliveries', 'lagoon', '--state', 'lost'], '--state'],
])('%j is wrong usage, and says what is right', async (args, said) => {
  const { kontor } = await world();

  const { code, stderr } = await kontor('webhooks', ...args);

  expect(code).toBe(2);
  expect(stderr).toContain(said);
});

test('a webhook is deleted by its id, and an integration never', async () => {
  const { host, kontor } = await world();

  const wrong = await kontor('webhooks', 'delete', 'lagoon', '--yes');
  const deleted = await kontor('webhooks', 'rm', hook.id, '--yes');

  expect(wrong).toMatchObject({ code: 4 });
  expect(deleted).toMatchObject({ code: 0, stdout: `Deleted ${hook.id}.\n` });
  expect(host.requestsTo('deleteWebhook')).toHaveLength(1);
});

test('deliveries are listed, and one is shown with its attempts', async () => {
  const { host, kontor } = await world();

  const listed = await kontor(
    ...['webhooks', 'deliveries', 'lagoon', '--state', 'parked', '--until', '2027-01-31'],
  );
  const shown = await kontor('webhooks', 'show', 'lagoon', delivery.id);

  expect(listed.stdout).toMatch(/\n7 .* project.created +parked +1 +dlv_/);
  expect(host.requestsTo('listDeliveries')[0]?.url).toContain(
    `${lagoon.id}/deliveries?state=parked&until=2027-01-31T`,
  );
  expect(shown.stdout).toContain('"name":"web"');
  expect(shown.stdout).toMatch(/\n1 .* refused +503 +12 ms +Answered with 503.\n/);
});

test('one delivery is sent again, or all of a span of time', async () => {
  const { host, kontor } = await world();

  const one = await kontor('webhooks', 'redeliver', 'lagoon', delivery.id);
  const many = await kontor('webhooks', 'redeliver', 'lagoon', '--from', '2027-01-31');

  expect(one.stdout).toBe(`${delivery.id} is sent again.\n`);
  expect(many.stdout).toBe(`3 deliveries are sent again, as ${redelivery.id}.\n`);
  expect(many.stderr).toContain('kontor webhooks redeliveries lagoon');
  expect(host.requestsTo('redeliverMany')).toMatchObject([
    { body: { from: '2027-01-31T00:00:00.000Z' } },
  ]);
});

test('how far a span is shows, and it is stopped', async () => {
  const { host, kontor } = await world();

  const listed = await kontor('webhooks', 'redeliveries', 'lagoon');
  const stopped = await kontor('webhooks', 'stop-redelivery', 'lagoon');

  expect(listed.stdout).toMatch(/\n.* running +3 +1 +0 +2 +rdl_/);
  expect(stopped.stdout).toBe(`${redelivery.id} is being stopped.\n`);
  expect(host.requestsTo('stopRedelivery')[0]?.url).toContain(`/${redelivery.id}/stop`);
});

test('where nothing is sent again, that is told', async () => {
  const { kontor } = await world({
    listRedeliveries: () => [200, { redeliveries: [] }],
    redeliverMany: () => [202, { redelivery: { ...redelivery, status: 'done', total: 0 } }],
  });

  const many = await kontor('webhooks', 'redeliver', 'lagoon');
  const listed = await kontor('webhooks', 'redeliveries', 'lagoon');
  const stopped = await kontor('webhooks', 'stop-redelivery', 'lagoon');

  expect(many.stdout).toBe('There is nothing to send again.\n');
  expect(listed.stdout).toBe('No span of time was sent again.\n');
  expect(stopped.stdout).toBe('No span of time is sent again.\n');
});

test('a test is sent, and the command that shows how it went is told', async () => {
  const { kontor } = await world();

  const { stderr } = await kontor('webhooks', 'test', 'lagoon');

  expect(stderr).toContain(`kontor webhooks show lagoon ${delivery.id}`);
});

test('a test of any type has a payload that may be edited, and only what is sent is sent', async () => {
  const { kontor } = await world({ sendTestWebhook: () => expect.unreachable() });

  const { stdout } = await kontor(
    'webhooks',
    'test',
    'lagoon',
    '--type',
    'project.removed',
    '--show',
  );

  expect(JSON.parse(stdout)).toEqual({ project: { id: expect.any(String), name: 'web' } });
});

test('a test is about what a team has, but for what is given', async () => {
  const { host, kontor } = await world({
    listInvoices: () => [200, { invoices: [] }],
    listDeployments: () => [200, { deployments: [] }],
  });
  await kontor('resource', 'create', 'lagoon/cache', '--name', 'main', '--accept-all');
  await kontor('connect', 'main', 'web', '--env', 'production');
  const type = 'integration-resource.project-connected';
  const about = ['--type', type, '--about', 'acme', '--payload', '{"projectId":"prj_else"}'];

  const { stderr } = await kontor('webhooks', 'test', 'lagoon', ...about);

  const [sent] = host.requestsTo('sendTestWebhook');
  const [connection] = host.connections;
  expect(sent?.body, stderr).toEqual({
    type,
    payload: {
      configuration: { id: expect.stringMatching(/^icfg_/) },
      installationId: expect.stringMatching(/^icfg_/),
      resourceId: expect.stringMatching(/^ext-/),
      projectId: 'prj_else',
      project: { id: connection?.projectId, name: 'web' },
      targets: ['production'],
    },
  });
});

test.each([
  ['delivered', 'accepted', 200, 0],
  ['waiting', 'refused', 503, 6],
] as const)(
  'whoever waits for a test that is %s is told so',
  async (state, outcome, status, code) => {
    let looks = 0;
    const { kontor } = await world({
      getDelivery: () => {
        looks += 1;
        const running = { outcome: 'running', status: null, durationMs: null, message: null };
        const ended = looks < 3 ? running : { outcome, status };
        const tries = looks < 2 ? [] : tried.tries.map((each) => ({ ...each, ...ended }));
        return [200, { delivery: { ...tried, state: looks < 3 ? 'waiting' : state, tries } }];
      },
    });

    const ended = await kontor('webhooks', 'test', 'lagoon', '--wait');

    expect(ended.stdout).toContain(`${outcome} ${status} in 12 ms.`);
    expect(ended.code).toBe(code);
  },
);

test.each(['[1]', '{', '"text"'])('%s is no payload', async (payload) => {
  const { kontor } = await world({ sendTestWebhook: () => expect.unreachable() });

  const { code, stderr } = await kontor('webhooks', 'test', 'lagoon', '--payload', payload);

  expect(code).toBe(2);
  expect(stderr).toContain('--payload is no JSON object');
});

test('what a receiver was told is read on after a number', async () => {
  const { kontor } = await world();

  const first = await kontor('webhooks', 'events', 'lagoon', '--json');
  const next = await kontor('webhooks', 'events', 'lagoon', '--after', '7');

  expect(JSON.parse(first.stdout)).toMatchObject({ next: 7, events: [{ position: 7, event }] });
  expect(next.stdout).toBe('There is nothing after that.\n');
});

test('what the host refuses is told', async () => {
  const { kontor } = await world({
    sendTestWebhook: () => {
      throw new Refused(409, 'webhook_url_missing', 'It has no webhook URL. Set one.');
    },
  });

  const { code, stderr } = await kontor('webhooks', 'test', 'lagoon');

  expect(code).not.toBe(0);
  expect(stderr).toContain('It has no webhook URL. Set one.');
});
