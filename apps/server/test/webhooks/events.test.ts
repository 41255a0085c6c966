import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import type { SentWebhookType } from '@kontor/protocol/webhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventLog } from '../../src/postgres/event-log.ts';
import { eventually, install, project } from '../world/story.ts';
import { type HooksWorld, pair, startHooksWorld } from './hooks-world.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let world: HooksWorld;
let teamId: string;
beforeAll(async () => {
  world = await startHooksWorld();
  const { body } = await world.owner.api(k.getTeam, { params: { team: world.team } });
  teamId = body.team.id;
});
afterAll(() => world.close());

/** A receiver of the team's own for some types. */
async function subscribe(events: SentWebhookType[], limits = {}): Promise<Receiver> {
  const receiver = await startReceiver();
  const { status } = await world.owner.api(r.createRestWebhook, {
    query: { slug: world.team },
    body: { url: receiver.url, events, ...limits },
  });
  expect(status).toBe(200);
  return receiver;
}

function told(receiver: Receiver, types: readonly SentWebhookType[]) {
  return eventually(async () => {
    const found = receiver.arrived.filter(({ event }) => types.some((type) => type === event.type));
    return found.length >= types.length && found.map(({ event }) => event);
  });
}

test('a project is told of when it is made, renamed and removed, with the ids of whoever is told', async () => {
  const types = ['project.created', 'project.renamed', 'project.removed'] as const;
  const integration = await world.listen();
  const team = await subscribe([...types]);
  const id = await project(world, 'told');
  await world.owner.api(r.updateRestProject, {
    params: { project: 'told' },
    query: { slug: world.team },
    body: { name: 'retold' },
  });
  await world.owner.api(k.deleteProject, { params: { team: world.team, project: 'retold' } });

  const whose = { team: { id: teamId }, user: { id: world.owner.userId } };
  expect((await told(team, types)).map(({ type, payload }) => ({ type, payload }))).toEqual([
    { type: 'project.created', payload: { ...whose, project: { id, name: 'told' } } },
    {
      type: 'project.renamed',
      payload: { ...whose, project: { id, name: 'retold' }, previousName: 'told' },
    },
    { type: 'project.removed', payload: { ...whose, project: { id, name: 'retold' } } },
  ]);
  const [first] = await told(integration, types);
  expect(first?.payload).toMatchObject({ project: { id, name: 'told' } });
  expect(integration.arrived.map(({ body }) => body).join()).not.toContain(teamId);
  expect(integration.arrived.map(({ body }) => body).join()).not.toContain(world.owner.userId);
});

test('a variable is told of by its id alone', async () => {
  const types = [
    'project.env-variable.created',
    'project.env-variable.updated',
    'project.env-variable.deleted',
  ] as const;
  const team = await subscribe([...types]);
  const projectId = await project(world, 'variable');
  const params = { team: world.team, project: 'variable' };
  const { body } = await world.owner.api(k.createVariable, {
    params,
    body: { name: 'API_KEY', value: 'sesame', environments: ['production'] },
  });
  const one = { ...params, variable: body.variable.id };
  await world.owner.api(k.updateVariable, { params: one, body: { value: 'sesame!' } });
  await world.owner.api(k.deleteVariable, { params: one });

  const events = await told(team, types);
  expect(events.map(({ type }) => type)).toEqual(types);
  for (const { payload } of events) {
    expect(payload).toEqual({
      team: { id: teamId },
      user: { id: world.owner.userId },
      projectId,
      envVarId: body.variable.id,
    });
  }
});

test('a webhook that is limited to projects hears of these, and of nothing that is of none', async () => {
  const mine = await project(world, 'mine');
  const limited = await subscribe(['project.removed', 'marketplace.member.changed'], {
    projectIds: [mine],
  });
  const all = await subscribe(['project.removed', 'marketplace.member.changed']);
  const guest = await world.signUp('Guest');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: guest.email, role: 'viewer' },
  });
  await project(world, 'other');
  for (const name of ['other', 'mine']) {
    await world.owner.api(k.deleteProject, { params: { team: world.team, project: name } });
  }

  await told(all, ['project.removed', 'project.removed', 'marketplace.member.changed']);
  await told(limited, ['project.removed']);
  expect(limited.arrived.map(({ event }) => event.payload.project)).toEqual([
    { id: mine, name: 'mine' },
  ]);
});

test('members are told of by pairwise ids, by the role that a provider knows, when that changes', async () => {
  const integration = await world.listen();
  const person = await world.signUp('Grace');
  const params = { team: world.team, user: person.userId };
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: person.email, role: 'viewer' },
  });
  for (const role of ['billing', 'developer', 'owner'] as const) {
    await world.owner.api(k.updateMember, { params, body: { role } });
  }
  await world.owner.api(k.removeMember, { params });

  // of members of other tests it may still be told now
  const payloads = await eventually(async () => {
    const all = integration.arrived.map(({ event }) => event.payload);
    const last = all.find(({ role }) => role === 'NONE');
    return last && all.filter(({ memberId: whose }) => whose === last.memberId);
  });
  const memberId = payloads[0]?.memberId;
  expect(memberId).toMatch(/^[0-9a-f]{32}$/);
  expect(memberId).not.toBe(payloads[0]?.user);
  const about = {
    team: { id: expect.any(String) },
    user: { id: expect.any(String) },
    configuration: { id: world.installation },
    installationId: world.installation,
    memberId,
  };
  expect(payloads).toEqual([
    { ...about, role: 'USER' },
    { ...about, role: 'ADMIN' },
    { ...about, role: 'NONE' },
  ]);
});

test('invoices are told of with what their events say', async () => {
  const integration = await world.listen();
  const invoice = {
    invoiceId: 'inv_1',
    externalInvoiceId: null,
    period: { start: '2026-01-01T00:00:00.000Z', end: '2026-02-01T00:00:00.000Z' },
  };
  const dated = { ...invoice, invoiceDate: '2026-02-01T00:00:00.000Z', invoiceTotal: '12.50' };
  const subject = { installation: world.installation, invoice: 'inv_1' };
  const actor = { kind: 'system' } as const;
  const happened = [
    'invoice.created',
    'invoice.notpaid',
    'invoice.paid',
    'invoice.overdue',
  ] as const;
  for (const type of happened) {
    await append({ type, actor, subject, data: dated });
  }
  const refund = { ...dated, amount: '2.50', reason: 'too much' };
  await append({ type: 'invoice.refunded', actor, subject, data: refund });

  const types = [
    'marketplace.invoice.created',
    'marketplace.invoice.notpaid',
    'marketplace.invoice.paid',
    'marketplace.invoice.overdue',
    'marketplace.invoice.refunded',
  ] as const;
  const events = await told(integration, types);
  const about = {
    team: { id: expect.any(String) },
    user: null,
    configuration: { id: world.installation },
    installationId: world.installation,
  };
  expect(events.map(({ type, payload }) => ({ type, payload }))).toEqual([
    ...types.slice(0, 4).map((type) => ({ type, payload: { ...about, ...dated } })),
    {
      type: 'marketplace.invoice.refunded',
      payload: { ...about, ...invoice, amount: '2.50', reason: 'too much' },
    },
  ]);
});

test('a project that is removed is disconnected first, and every connection of it is told', async () => {
  const integration = await world.listen();
  const { resource, projectId, name, connect } = await pair(world);
  await connect();
  await world.owner.api(k.deleteProject, { params: { team: world.team, project: name } });

  const type = 'integration-resource.project-disconnected';
  const [event] = await told(integration, [type]);
  expect(event?.payload).toMatchObject({
    installationId: world.installation,
    resourceId: resource.externalId,
    project: { id: projectId },
    targets: ['production', 'preview'],
  });
});

test('which projects an installation may see is told, and of others its integration hears nothing', async () => {
  const integration = await world.listen();
  const [seen, hidden] = [await project(world, 'seen'), await project(world, 'hidden')];
  const select = async (projects: 'all' | string[]) => {
    const { status, error } = await world.owner.api(r.updateConfiguration, {
      params: { installation: world.installation },
      query: { slug: world.team },
      body: { projects },
    });
    expect(error).toBeUndefined();
    expect(status).toBeLessThan(300);
  };
  const type = 'integration-configuration.permission-upgraded';
  const team = await subscribe(['project.removed']);
  await select([seen]);
  await told(integration, [type]);
  await world.owner.api(k.deleteProject, { params: { team: world.team, project: 'hidden' } });
  await told(team, ['project.removed']);
  await select('all');

  const [narrowed, widened] = await told(integration, [type, type]);
  const { id } = { id: world.installation };
  expect(narrowed?.payload).toMatchObject({
    installationId: id,
    configuration: { id, projectSelection: 'selected', projects: [seen] },
    projects: { added: [], removed: expect.arrayContaining([hidden]) },
  });
  expect(widened?.payload).toMatchObject({
    configuration: { id, projectSelection: 'all', projects: [] },
    projects: { added: expect.not.arrayContaining([seen, hidden]), removed: [] },
  });
  const gone = integration.arrived.filter(({ event }) => event.type === 'project.removed');
  expect(gone.map(({ event }) => event.payload.project)).not.toContainEqual(
    expect.objectContaining({ id: hidden }),
  );
});

test('uninstalling is told, to the integration and to the team', async () => {
  const type = 'integration-configuration.removed';
  const integration = await world.listen();
  const team = await subscribe([type]);
  const { params } = { params: { team: world.team, installation: world.installation } };
  await world.owner.api(k.uninstall, { params });

  const removed = {
    team: { id: expect.any(String) },
    user: { id: expect.any(String) },
    configuration: { id: world.installation, projectSelection: 'all', projects: [] },
    installationId: world.installation,
  };
  expect((await told(integration, [type]))[0]?.payload).toEqual(removed);
  expect((await told(team, [type]))[0]?.payload).toMatchObject({
    ...removed,
    team: { id: teamId },
  });
  await install(world);
});

function append(event: Parameters<ReturnType<typeof eventLog>['append']>[0]) {
  return world.database.transact((sql) => eventLog(sql, teamId, () => new Date()).append(event));
}
