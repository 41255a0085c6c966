import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { resourceStatus } from '@kontor/protocol/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
});
afterAll(() => world.close());

type Status = (typeof resourceStatus.options)[number];

const byProvider = (method: string, path: string, body: object) =>
  fetch(`${world.url}/v1/installations/${installation}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${world.provider.installations.get(installation)?.accessToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });

/** A resource, what its provider thinks of it, and how the host shows it. */
async function watched() {
  const { id, externalId, name } = await provision(world, installation);
  const theirs = world.provider.resources.get(externalId ?? '');
  if (!theirs) throw new Error('the provider has it');
  const shown = async () => {
    const { body } = await world.owner.api(k.getTeamResource, {
      params: { team: world.team, resource: id },
    });
    return body.resource;
  };
  const path = `/resources/${externalId}`;
  return {
    id,
    externalId,
    name,
    theirs,
    shown,
    push: (status: Status) => byProvider('PATCH', path, { status }),
    nudge: () =>
      byProvider('POST', '/events', {
        event: { type: 'resource.updated', resourceId: externalId },
      }),
    isRead: (call: { method: string; path: string }) =>
      call.method === 'GET' && call.path.endsWith(path),
  };
}

test.each(resourceStatus.options)('the status %s is read after an event', async (status) => {
  const { theirs, nudge, shown } = await watched();
  theirs.status = status;

  const { status: answered } = await nudge();

  expect(answered).toBe(201);
  await eventually(async () => (await shown()).status === status);
  expect((await shown()).lifecycle).toBe('active');
});

test.each(resourceStatus.options)('the status %s is taken as it is pushed', async (status) => {
  const { push, shown } = await watched();

  expect((await push(status)).status).toBe(200);

  expect(await shown()).toMatchObject({ status, lifecycle: 'active' });
});

test('a database goes through its whole life, one event at a time', async () => {
  const { theirs, nudge, shown } = await watched();

  const life: Status[] = [
    'pending',
    'onboarding',
    'ready',
    'suspended',
    'resumed',
    'error',
    'ready',
  ];
  for (const status of life) {
    theirs.status = status;
    await nudge();
    await eventually(async () => (await shown()).status === status);
  }

  expect((await shown()).status).toBe('ready');
});

test.each(['pending', 'onboarding'] as const)(
  'a resource that is made as %s is there with its secrets, and ready when its provider says so',
  async (status) => {
    const made = await provisionAs(status);
    const theirs = world.provider.resources.get(made.externalId ?? '');
    if (!theirs) throw new Error('the provider has it');

    theirs.status = 'ready';
    await byProvider('POST', '/events', {
      event: { type: 'resource.updated', resourceId: made.externalId },
    });

    expect(made).toMatchObject({ status, lifecycle: 'active' });
    await eventually(async () => {
      const { body } = await world.owner.api(k.getTeamResource, {
        params: { team: world.team, resource: made.id },
      });
      return body.resource.status === 'ready' && body.secrets.length === 1;
    });
  },
);

async function provisionAs(status: Status) {
  world.provider.statusOfNew = status;
  const made = await provision(world, installation);
  world.provider.statusOfNew = 'ready';
  return made;
}

test('what is read from before a push never undoes the push', async () => {
  const { theirs, nudge, push, shown, isRead, externalId, name } = await watched();
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  const former = { id: externalId, productId: 'db', name, metadata: {}, status: 'pending' };
  world.provider.misbehave(isRead, {
    kind: 'answer',
    status: 200,
    body: JSON.stringify(former),
    until,
  });
  const before = world.provider.seen.filter(isRead).length;
  await nudge();
  await eventually(async () => world.provider.seen.filter(isRead).length > before);

  theirs.status = 'suspended';
  await push('suspended');
  release();

  // the stale answer is thrown away, and the question put again
  await eventually(async () => world.provider.seen.filter(isRead).length > before + 1);
  await eventually(async () => {
    const [queued] = await world.database.read<{ count: number }>(
      'select count(*)::int as count from refresh_queue where installation_id = $1',
      [installation],
    );
    return queued?.count === 0;
  });
  expect((await shown()).status).toBe('suspended');
});

test('what a change answers from before a push never undoes the push', async () => {
  const { push, shown, externalId, id } = await watched();
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  const former = {
    id: externalId,
    productId: 'db',
    name: 'renamed',
    metadata: {},
    status: 'pending',
  };
  const isChange = ({ method }: { method: string }) => method === 'PATCH';
  world.provider.misbehave(isChange, {
    kind: 'answer',
    status: 200,
    body: JSON.stringify(former),
    until,
  });
  const change = world.owner.api(k.updateTeamResource, {
    params: { team: world.team, resource: id },
    body: { name: 'renamed' },
  });
  await eventually(async () =>
    world.provider.seen.some((call) => isChange(call) && call.path.includes(`${externalId}`)),
  );

  await push('suspended');
  release();

  expect((await change).status).toBe(200);
  expect(await shown()).toMatchObject({ name: 'renamed', status: 'suspended' });
});

test('an installation is read after an event', async () => {
  const theirs = world.provider.installations.get(installation);
  if (!theirs) throw new Error('the provider has it');
  theirs.planId = 'team';

  await byProvider('POST', '/events', { event: { type: 'installation.updated' } });

  await eventually(async () => {
    const { body } = await world.owner.api(k.getTeamInstallation, {
      params: { team: world.team, installation },
    });
    return body.installation.billingPlan?.id === 'team';
  });
  const read = { method: 'GET', path: `/v1/installations/${installation}`, auth: 'system' };
  expect(world.provider.seen).toContainEqual(expect.objectContaining(read));
});

test('protocol settings go to the provider, when a resource is made and when it is changed', async () => {
  const made = { experimentation: { edgeConfigId: 'ecfg_1' } };
  const changed = {
    authentication: { appUrls: [{ target: 'production' as const, url: 'https://app.test' }] },
  };
  world.provider.seen.length = 0;

  const { id } = await provision(world, installation, { protocolSettings: made });
  await world.owner.api(k.updateTeamResource, {
    params: { team: world.team, resource: id },
    body: { protocolSettings: changed },
  });
  const refused = await world.owner.api(k.updateTeamResource, {
    params: { team: world.team, resource: id },
    body: { protocolSettings: { telepathy: {} } },
  });

  const sent = world.provider.seen
    .filter(({ method }) => method === 'POST' || method === 'PATCH')
    .map(({ body }) => JSON.parse(body).protocolSettings);
  expect(sent).toEqual([made, changed]);
  expect([refused.status, refused.error.code]).toEqual([400, 'invalid_request']);
});

test('renewing tells the provider again: new policies, the newest credential, whom to contact', async () => {
  const isUpsert = ({ method, path }: { method: string; path: string }) =>
    method === 'PUT' && path === `/v1/installations/${installation}`;
  const former = world.provider.installations.get(installation)?.accessToken;

  const { status, body } = await world.owner.api(k.renewInstallation, {
    params: { team: world.team, installation },
    body: { acceptedPolicies: ['privacy'] },
  });

  expect([status, body.operation.kind]).toEqual([200, 'renew-installation']);
  expect(Object.keys(body.installation.acceptedPolicies).sort()).toEqual([
    'eula',
    'privacy',
    'toc',
  ]);
  const sent = JSON.parse(world.provider.seen.filter(isUpsert).at(-1)?.body ?? '{}');
  expect(sent).toMatchObject({
    acceptedPolicies: body.installation.acceptedPolicies,
    credentials: { access_token: former },
    account: { contact: { email: world.owner.email } },
  });
});

test('a renewal that the provider refuses leaves the policies as they were', async () => {
  const refusal = { kind: 'answer', status: 403, body: 'no' } as const;
  world.provider.misbehave(({ method }) => method === 'PUT', refusal);

  const refused = await world.owner.api(k.renewInstallation, {
    params: { team: world.team, installation },
    body: { acceptedPolicies: ['dpa'] },
  });

  expect([refused.status, refused.error.code]).toEqual([422, 'provider_refused']);
  const { body } = await world.owner.api(k.getTeamInstallation, {
    params: { team: world.team, installation },
  });
  expect(Object.keys(body.installation.acceptedPolicies)).not.toContain('dpa');
});
