import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { eventually, install, wanted } from '../world/story.ts';
import { useKillableHost } from './killable-host.ts';

const held = useKillableHost();

test.for([
  ['before the provider acts', 'hold'],
  ['after the provider has created', 'hang-after'],
] as const)(
  'a provision in flight when the host is killed %s ends after a restart, with one database',
  { timeout: 90_000 },
  async ([, kind]) => {
    const { world, provider } = held;
    const installation = await currentInstallation();
    let arrived = () => {};
    const called = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    provider.misbehave(
      ({ method }) => {
        if (method === 'POST') arrived();
        return method === 'POST';
      },
      kind === 'hold' ? { kind, until: new Promise(() => {}) } : { kind },
    );
    const ask = wanted({ billingPlanId: 'free' });
    const lost = world.owner
      .api(k.createResource, { params: { team: world.team, installation }, body: ask })
      .catch(() => 'the connection broke');
    await called;
    await eventually(async () => kind === 'hold' || provider.resources.size > 0);

    await held.kill();
    expect(await lost).toBe('the connection broke');
    await held.start();

    const operation = await eventually(async () => {
      const { body } = await world.owner.api(k.listOperations, { params: { team: world.team } });
      const [newest] = body.operations;
      return newest?.kind === 'provision' && newest.status !== 'running' && newest;
    }, 60_000);
    expect(operation.status).toBe('succeeded');
    const made = [...provider.resources.values()].filter(({ name }) => name === ask.name);
    expect(made).toHaveLength(1);
    const { body } = await world.owner.api(k.listTeamResources, { params: { team: world.team } });
    expect(body.resources.filter(({ name }) => name === ask.name)).toMatchObject([
      { lifecycle: 'active', externalId: made[0]?.id },
    ]);
    const running = await world.owner.api(k.listOperations, {
      params: { team: world.team },
      query: { status: 'running' },
    });
    expect(running.body.operations).toEqual([]);
  },
);

test('what was approved when the host is killed goes on after a restart, once (APPR-9)', {
  timeout: 90_000,
}, async () => {
  const { world, provider, url } = held;
  const params = { team: world.team };
  const installation = await currentInstallation();
  const made = await world.owner.api(k.createAgentToken, { params, body: { agent: 'bot' } });
  const ask = wanted({ billingPlanId: 'pro' });
  const asked = await createApi(url, made.body.secret)(k.createResource, {
    params: { ...params, installation },
    body: ask,
  });
  const approval = asked.body.operation.approval?.id ?? '';
  const called = Promise.withResolvers<void>();
  provider.misbehave(
    ({ method, path }) => {
      const fits = method === 'POST' && path.endsWith('/resources');
      if (fits) called.resolve();
      return fits;
    },
    { kind: 'hang-after' },
  );
  const lost = world.owner
    .api(k.approveApproval, { params: { ...params, approval }, body: { revision: 1 } })
    .catch(() => 'the connection broke');
  await called.promise;
  await eventually(async () => [...provider.resources.values()].some(isNamed(ask.name)));

  await held.kill();
  expect(await lost).toBe('the connection broke');
  await held.start();

  const operation = await eventually(async () => {
    const { body } = await world.owner.api(k.getOperation, {
      params: { ...params, operation: asked.body.operation.id },
    });
    return body.operation.status !== 'running' && body.operation;
  }, 60_000);
  expect(operation).toMatchObject({ status: 'succeeded', approval: { state: 'approved' } });
  expect([...provider.resources.values()].filter(isNamed(ask.name))).toHaveLength(1);
});

function isNamed(wantedName: string) {
  return ({ name }: { readonly name: string }) => name === wantedName;
}

async function currentInstallation(): Promise<string> {
  const { world } = held;
  const { body } = await world.owner.api(k.listInstallations, { params: { team: world.team } });
  return body.installations[0]?.id ?? install(world);
}
