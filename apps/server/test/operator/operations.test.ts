import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fault, Seen } from '../world/scripted-provider.ts';
import { eventually, wanted } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

const HOUR_MS = 60 * 60 * 1000;

let world: World;
let installation: string;
beforeAll(async () => {
  // what is tried again is not due within a test
  world = await startWorld({ schedule: [HOUR_MS, HOUR_MS], answerWithinMs: 300 });
  const { body } = await world.owner.api(k.install, {
    params: { team: world.team },
    body: { integration: world.integration.slug, acceptedPolicies: ['toc', 'eula'] },
  });
  // a busy machine takes longer than a caller waits here
  installation = body.installation.id;
  const params = { team: world.team, installation };
  await eventually(async () => {
    const { body: shown } = await world.owner.api(k.getTeamInstallation, { params });
    return shown.installation.lifecycle === 'installed';
  });
});
afterAll(() => world.close());

const isProvision = ({ method, path }: Seen) => method === 'POST' && path.endsWith('/resources');

/** Begins to make a resource while the provider misbehaves, and answers the operation. */
async function begin(...faults: Fault[]): Promise<string> {
  world.provider.misbehave(isProvision, ...faults);
  const { status, body } = await world.owner.api(k.createResource, {
    params: { team: world.team, installation },
    body: wanted(),
  });
  expect(status).toBe(202);
  return body.operation.id;
}

async function unfinished(query = {}) {
  const { body } = await world.owner.api(k.listUnfinishedOperations, {
    query: { olderThanSeconds: 0, ...query },
  });
  return body.operations;
}

const operationOf = async (operation: string) => {
  const params = { team: world.team, operation };
  return (await world.owner.api(k.getOperation, { params })).body.operation;
};
const typesOf = async (subject: string) => {
  const params = { team: world.team };
  const { body } = await world.owner.api(k.listEvents, { params, query: { subject } });
  return body.events.map(({ type }) => type);
};

test('an operation that waits is listed with how its last call ended, and goes on at once when told', async () => {
  const id = await begin({ kind: 'cut-before' });
  const listed = await eventually(async () =>
    (await unfinished()).find((each) => each.id === id && each.lastOutcome !== null),
  );

  expect(listed).toMatchObject({
    kind: 'provision',
    status: 'running',
    phase: 'call',
    attempts: 1,
    isBeingTried: false,
    mayHaveHappened: true,
    lastOutcome: 'unknown: cut',
    team: { slug: world.team },
    integration: { slug: 'scripted' },
  });
  expect(Date.parse(listed.nextAttemptAt ?? '') - Date.now()).toBeGreaterThan(HOUR_MS / 2);
  expect(await unfinished({ olderThanSeconds: 3600 })).toEqual([]);
  expect(await unfinished({ integration: 'another' })).toEqual([]);

  const { status } = await world.owner.api(k.retryOperation, { params: { operation: id } });

  expect(status).toBe(202);
  const ended = await eventually(async () => {
    const now = await operationOf(id);
    return now.status !== 'running' && now;
  });
  expect(ended).toMatchObject({ status: 'succeeded', attempts: 2 });
  expect(await typesOf(ended.resourceId ?? '')).toEqual([
    'resource.provisioned',
    'operation.retry-requested',
  ]);
});

test('GIVEN-1: an operation that is given up has failed, and the provider is not asked any more', async () => {
  const id = await begin({ kind: 'cut-before' });
  const params = { operation: id };
  const nothing = await world.owner.api(k.giveUpOperation, { params, body: { reason: ' ' } });
  expect([nothing.status, nothing.error?.code]).toEqual([400, 'invalid_request']);

  const { status, body } = await world.owner.api(k.giveUpOperation, {
    params,
    body: { reason: 'they are gone' },
  });

  expect([status, body.operation]).toMatchObject([
    200,
    { status: 'failed', refusal: { code: 'operation_given_up' }, nextAttemptAt: null },
  ]);
  expect(body.operation.refusal?.message).toContain('“they are gone”');
  const resource = body.operation.resourceId ?? '';
  expect(await typesOf(resource)).toEqual(['operation.given-up', 'resource.provision-failed']);
  const shown = await world.owner.api(k.getTeamResource, {
    params: { team: world.team, resource },
    query: {},
  });
  expect(shown.body.resource.lifecycle).toBe('failed');
  expect(world.provider.resources.get(resource)).toBeUndefined();
  for (const endpoint of [k.retryOperation, k.giveUpOperation]) {
    const again = await world.owner.api(endpoint, { params, body: { reason: 'again' } });
    expect([again.status, again.error?.code]).toEqual([404, 'operation_not_found']);
  }
});

test('GIVEN-2: nothing is given up while the provider is being asked, and its answer counts', async () => {
  let answer = () => {};
  const until = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const id = await begin({ kind: 'hold', until });
  const [listed] = await unfinished();
  expect(listed).toMatchObject({ id, isBeingTried: true });

  const { status, error } = await world.owner.api(k.giveUpOperation, {
    params: { operation: id },
    body: { reason: 'too slow' },
  });

  expect([status, error?.code]).toEqual([409, 'operation_running']);
  answer();
  await eventually(async () => (await operationOf(id)).status === 'succeeded');
});

test('whoever does not run the host sees none, and changes none', async () => {
  const id = await begin({ kind: 'cut-before' });
  const other = await world.signUp('Vera');
  const params = { operation: id };
  const answers = [
    await other.api(k.listProviderHealth),
    await other.api(k.listUnfinishedOperations),
    await other.api(k.retryOperation, { params }),
    await other.api(k.giveUpOperation, { params, body: { reason: 'mine' } }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  expect((await operationOf(id)).status).toBe('running');
  await world.owner.api(k.giveUpOperation, { params, body: { reason: 'the test is over' } });
});
