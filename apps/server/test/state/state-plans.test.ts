import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createPruneStateFiles } from '../../src/jobs/prune-state-files.ts';
import { pruneStatePlans } from '../../src/jobs/prune-state-plans.ts';
import { createApi } from '../world/api-client.ts';
import { eventually, project, variablesOf } from '../world/story.ts';
import { anotherTeam } from '../world/two-teams.ts';
import { startWorld, type World } from '../world/world.ts';

vi.setConfig({ testTimeout: 60_000 });

let world: World;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null, answerWithinMs: 1_500 });
  const { team, integration } = world;
  const params = { team };
  const body = { integration: integration.slug, acceptedPolicies: ['toc', 'eula'] };
  await world.owner.api(k.install, { params, body });
  await eventually(async () => {
    const { body } = await world.owner.api(k.listInstallations, { params });
    return body.installations.some(({ lifecycle }) => lifecycle === 'installed');
  });
});
afterAll(() => world.close());

let count = 0;
/** A file with a resource of its own, for a project of its own. */
function wanted(more: Record<string, unknown> = {}) {
  count += 1;
  const name = `db-of-${count}`;
  return {
    name,
    state: {
      project: `planned-${count}`,
      resources: { [name]: { product: 'scripted/db', options: { region: 'fra1' } } },
      connections: { [name]: { environments: ['production'] } },
      variables: { LOG: { value: 'info', environments: ['production'] } },
      ...more,
    },
  };
}
type State = ReturnType<typeof wanted>['state'];

const planFor = (state: State, more: object = {}, api = world.owner.api) =>
  api(k.createStatePlan, {
    params: { team: world.team, project: state.project },
    body: { state, ...more },
  });

const apply = (plan: string, body?: object, api = world.owner.api) =>
  api(k.applyStatePlan, { params: { team: world.team, plan }, ...(body && { body }) });

const planNow = async (plan: string) =>
  (await world.owner.api(k.getStatePlan, { params: { team: world.team, plan } })).body.plan;

const provisionsOf = (name: string) =>
  world.provider.seen.filter(
    ({ method, path, body }) =>
      method === 'POST' && path.endsWith('/resources') && body.includes(`"${name}"`),
  );

async function planned(state: State) {
  const { status, body, error } = await planFor(state);
  if (status !== 201) throw new Error(JSON.stringify(error));
  return body.plan;
}

test('two who apply one plan at once see it done once', async () => {
  const { name, state } = wanted();
  const { id } = await planned(state);

  const [one, other] = await Promise.all([apply(id), apply(id)]);

  expect([200, 202]).toContain(one.status);
  expect([200, 202]).toContain(other.status);
  const ended = await eventually(async () => {
    const plan = await planNow(id);
    return plan.status === 'applied' && plan;
  });
  expect(ended.steps.map(({ kind, status }) => [kind, status])).toEqual([
    ['create-project', 'done'],
    ['provision', 'done'],
    ['write-variable', 'done'],
    ['connect', 'done'],
  ]);
  expect(new Set(provisionsOf(name).map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  expect((await planned(state)).steps).toEqual([]);
});

test('of two plans of a project one is applied, and the other has become outdated', async () => {
  const { state } = wanted();
  const [one, other] = [await planned(state), await planned(state)];

  const answers = await Promise.all([apply(one.id), apply(other.id)]);

  const refused = answers.filter(({ status }) => status === 409);
  expect(refused).toHaveLength(1);
  expect(['state_plan_running', 'state_plan_outdated']).toContain(refused[0]?.error.code);
  await eventually(async () => (await planFor(state)).body.plan.steps.length === 0);
  expect(
    [...world.provider.resources.values()].filter((each) => each.name in state.resources),
  ).toHaveLength(1);
});

test('a provider that is busy keeps a plan going at the host, after the caller has left', async () => {
  const { name, state } = wanted();
  const { id } = await planned(state);
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  const fits = ({ method, body }: { method: string; body: string }) =>
    method === 'POST' && body.includes(`"${name}"`);
  world.provider.misbehave(fits, { kind: 'hold', until });

  const begun = await apply(id);

  expect(begun.status).toBe(202);
  expect(begun.body.plan).toMatchObject({ status: 'applying', finishedAt: null });
  const other = await planFor(state);
  expect(other.error).toMatchObject({ code: 'invalid_desired_state' });
  // it is not looked at until what it waits for has ended
  const [queued] = await world.database.read<{ is_far: boolean }>(
    `select due_at > now() + interval '30 seconds' as is_far from state_plan_queue
     where state_plan_id = $1`,
    [id],
  );
  expect(queued).toEqual({ is_far: true });
  release();
  await eventually(async () => (await planNow(id)).status === 'applied');
  expect(await variablesOf(world, state.project, 'production')).toEqual({
    DATABASE_URL: expect.stringContaining('postgres://'),
    LOG: 'info',
  });
});

test('a provider that refuses stops a plan with its reason, and a new plan goes on from there', async () => {
  const { name, state } = wanted();
  const { id } = await planned(state);
  const body = JSON.stringify({ error: { code: 'conflict', message: 'No room.' } });
  world.provider.misbehave(({ body: sent }) => sent.includes(`"${name}"`), {
    kind: 'answer',
    status: 422,
    body,
  });

  await apply(id);
  const stopped = await eventually(async () => {
    const plan = await planNow(id);
    return plan.status === 'failed' && plan;
  });

  expect(stopped.refusal).toMatchObject({ code: 'provider_refused' });
  expect(stopped.steps.map(({ status }) => status)).toEqual([
    'done',
    'pending',
    'pending',
    'pending',
  ]);
  const next = await planned(state);
  expect(next.steps.map(({ kind }) => kind)).toEqual(['provision', 'write-variable', 'connect']);
});

test('what was made from has changed, or its time is over: nothing is done', async () => {
  const { name, state } = wanted();
  await project(world, state.project);
  const outdated = await planned(state);
  const expired = await planned(state);
  await world.owner.api(k.createVariable, {
    params: { team: world.team, project: state.project },
    body: { name: 'OTHER', value: 'by hand', environments: ['preview'] },
  });
  await world.database.read(
    `update state_plan set expires_at = now() - interval '1 minute' where state_plan_id = $1`,
    [expired.id],
  );

  const answers = [await apply(outdated.id), await apply(expired.id)];

  expect(answers.map(({ status, error }) => [status, error.code])).toEqual([
    [409, 'state_plan_outdated'],
    [409, 'state_plan_expired'],
  ]);
  expect(provisionsOf(name)).toEqual([]);
});

test('whoever may not do what a plan does is told so by the plan, and cannot apply it', async () => {
  const { state } = wanted();
  const made = await world.owner.api(k.createTeamToken, {
    params: { team: world.team },
    body: { name: 'ci', role: 'developer', actions: ['project:read', 'variable:write'] },
  });
  const machine = createApi(world.url, made.body.secret);

  const plan = await planFor(state, {}, machine);

  expect(plan.status).toBe(201);
  expect(plan.body.plan.approvals).toEqual([
    { action: 'project:write', reason: `create the project ${state.project}` },
    { action: 'resource:write', reason: expect.stringContaining('provision') },
    { action: 'connection:write', reason: expect.stringContaining('connect') },
  ]);
  expect((await apply(plan.body.plan.id, undefined, machine)).error.code).toBe('forbidden');
  const own = await world.owner.api(k.getStatePlan, {
    params: { team: world.team, plan: plan.body.plan.id },
  });
  expect(own.body.plan.approvals).toEqual([]);
});

test('who may not write variables learns nothing of their values by planning some', async () => {
  const { state } = wanted();
  const made = await world.owner.api(k.createTeamToken, {
    params: { team: world.team },
    body: { name: 'reader', role: 'viewer' },
  });
  const answer = await planFor(state, {}, createApi(world.url, made.body.secret));
  expect([answer.status, answer.error.code]).toEqual([403, 'forbidden']);
});

test('a plan of another team is not found, and neither is one that never was', async () => {
  const { state } = wanted();
  const { id } = await planned(state);
  const stranger = await anotherTeam(world);
  const params = { team: stranger.team, plan: id };

  for (const endpoint of [k.getStatePlan, k.applyStatePlan]) {
    const foreign = await stranger.owner.api(endpoint, { params });
    const unheard = await world.owner.api(endpoint, {
      params: { team: world.team, plan: 'spl_none' },
    });
    expect([foreign.status, foreign.error.code]).toEqual([404, 'state_plan_not_found']);
    expect([unheard.status, unheard.error.code]).toEqual([404, 'state_plan_not_found']);
  }
  expect((await planNow(id)).status).toBe('ready');
});

test('terms are accepted by a person each time, and not once for all', async () => {
  const stage = await anotherTeam(world);
  const { state } = wanted();
  const { body } = await stage.owner.api(k.createStatePlan, {
    params: { team: stage.team, project: state.project },
    body: { state },
  });
  const call = { params: { team: stage.team, plan: body.plan.id } };

  const refused = await stage.owner.api(k.applyStatePlan, call);

  expect(body.plan.policies).toMatchObject([
    { integration: 'scripted', policies: ['toc', 'eula'] },
  ]);
  expect([refused.status, refused.error.code]).toEqual([400, 'policies_not_accepted']);
  const applied = await stage.owner.api(k.applyStatePlan, {
    ...call,
    body: { acceptedPolicies: { scripted: ['toc', 'eula'] } },
  });
  expect([200, 202]).toContain(applied.status);
});

test.each([
  ['an unknown key', { surprise: true }, 400, 'invalid_request'],
  ['no value', { variables: { A: {} } }, 400, 'invalid_request'],
  ['two values', { variables: { A: { value: 'x', fromEnv: 'A' } } }, 400, 'invalid_request'],
  [
    'a sensitive value in the file',
    { variables: { A: { value: 'x', type: 'sensitive' } } },
    400,
    'invalid_request',
  ],
  [
    'a value that was not given',
    { variables: { A: { fromEnv: 'A' } } },
    400,
    'invalid_desired_state',
  ],
  [
    'an unknown integration',
    { resources: { a: { product: 'nobody/db' } }, connections: {} },
    400,
    'invalid_desired_state',
  ],
  [
    'an unknown plan',
    {
      resources: { a: { product: 'scripted/db', plan: 'gold', options: { region: 'fra1' } } },
      connections: {},
    },
    400,
    'invalid_desired_state',
  ],
])('%s is refused', async (_case, more, status, code) => {
  const { state } = wanted(more);
  const answer = await planFor(state as State);
  expect([answer.status, answer.error.code]).toEqual([status, code]);
});

test('names that are not known come with those that are, resources of the team among them', async () => {
  const former = wanted();
  await apply((await planned(former.state)).id);
  const standing = former.name;
  await eventually(async () => (await planFor(former.state)).body?.plan.steps.length === 0);
  const { state } = wanted({
    resources: { a: { product: 'scripted/cache' } },
    connections: { nobody: {}, a: { environments: ['staging'] } },
    shared: { DSN: { value: 'x', projects: ['nothing'] } },
  });

  const { error } = await planFor(state as State);

  expect(error.problems).toMatchObject([
    { path: ['resources', 'a', 'product'], candidates: ['scripted/db'] },
    { path: ['connections', 'nobody'], candidates: expect.arrayContaining(['a', standing]) },
    {
      path: ['shared', 'DSN', 'projects'],
      candidates: expect.arrayContaining([former.state.project]),
    },
  ]);
});

test('what is shared under a name that another project has already is refused with that project named', async () => {
  const former = wanted();
  await apply((await planned(former.state)).id);
  const given = await eventually(async () => {
    const { plan } = (await planFor(former.state)).body;
    const { variables } =
      plan.environments.find(({ environment }) => environment === 'production') ?? {};
    return plan.steps.length === 0 && variables?.find(({ from }) => from === former.name);
  });
  const shared = {
    [given.name]: { value: 'x', environments: ['production'], projects: [former.state.project] },
  };
  const { state } = wanted({ resources: {}, connections: {}, shared });

  const { status, error } = await planFor(state);

  expect([status, error.code]).toEqual([409, 'variable_collision']);
  expect(error.message).toContain(`production of the project '${former.state.project}'`);
  expect(error.collisions).toMatchObject([{ name: given.name, project: former.state.project }]);
});

test('the project in the address is the one of the file', async () => {
  const { state } = wanted();
  const answer = await world.owner.api(k.createStatePlan, {
    params: { team: world.team, project: 'another' },
    body: { state },
  });
  expect([answer.status, answer.error.code]).toEqual([400, 'invalid_request']);
});

test('a token of one project plans and applies what is of that project, and finds no other plan', async () => {
  const { state } = wanted({ resources: {}, connections: {} });
  const id = await project(world, state.project);
  const made = await world.owner.api(k.createTeamToken, {
    params: { team: world.team },
    body: { name: 'of-one', role: 'developer', projects: [id] },
  });
  const machine = createApi(world.url, made.body.secret);
  const foreign = await planned(wanted().state);

  const plan = await planFor(state, {}, machine);

  expect(plan.status).toBe(201);
  expect((await apply(plan.body.plan.id, undefined, machine)).body.plan.status).toBe('applied');
  expect((await apply(foreign.id, undefined, machine)).error.code).toBe('state_plan_not_found');
  expect((await planFor(wanted().state, {}, machine)).error.code).toBe('project_not_found');
  // what is shared is the team's: it is neither planned nor told with such a token
  const shared = { ...state, shared: { DSN: { value: 'to all' } } };
  expect((await planFor(shared, {}, machine)).error.code).toBe('forbidden');
  const { id: sharing } = await planned(shared);
  expect((await apply(sharing, undefined, machine)).error.code).toBe('forbidden');
  expect((await apply(sharing)).body.plan.status).toBe('applied');
  const place = { params: { team: world.team, project: state.project } };
  const [own, all] = await Promise.all(
    [machine, world.owner.api].map(async (api) => (await api(k.exportState, place)).body),
  );
  expect(own).toMatchObject({ state: { shared: {} }, notes: [expect.stringContaining('shares')] });
  expect(all).toMatchObject({ state: { shared: { DSN: { fromEnv: 'DSN' } } }, notes: [] });
});

test('plans are forgotten once they have been over for as long as they are kept, but for those that are applied just now', async () => {
  const [applied, late, young, busy] = [wanted(), wanted(), wanted(), wanted()];
  const plans = await Promise.all(
    [applied, late, young, busy].map(({ state }) =>
      planned({ ...state, resources: {}, connections: {} }),
    ),
  );
  const [first, expired, ready, applying] = plans.map(({ id }) => id);
  await apply(first ?? '');
  const age = (id = '', change: string) =>
    world.database.read(`update state_plan set ${change} where state_plan_id = $1`, [id]);
  await age(first, `finished_at = now() - interval '91 days'`);
  await age(expired, `expires_at = now() - interval '91 days'`);
  await age(ready, `expires_at = now() - interval '89 days'`);
  await age(applying, `status = 'applying', expires_at = now() - interval '91 days'`);
  const prune = () =>
    pruneStatePlans({ sql: world.database.read, now: () => new Date(), plansKeptDays: 90 });

  const forgotten = [await prune(), await prune()];
  await createPruneStateFiles(world.database.read)();

  expect(forgotten).toEqual([2, 0]);
  const kept = await world.database.read<{ state_plan_id: string }>(
    'select state_plan_id from state_plan where state_plan_id = any($1) order by 1',
    [plans.map(({ id }) => id)],
  );
  expect(kept.map((row) => row.state_plan_id)).toEqual([ready, applying].sort());
  const files = await world.database.read<{ project: string }>(
    'select project from state_file where project = any($1)',
    [[applied, late, young].map(({ state }) => state.project)],
  );
  // of a project that never came to be nothing is known once its plans are gone
  expect(files.map(({ project: name }) => name).sort()).toEqual(
    [applied.state.project, young.state.project].sort(),
  );
  await age(applying, `status = 'failed'`);
});
