import { type DesiredState, desiredState } from '@kontor/protocol/vocabulary';
import { mint, newSharedVariable } from '@kontor/testing/team-world';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { desiredWorld, type Fate } from '../../../test/desired-world.ts';
import type { Refusal } from '../../refusal.ts';

const builtIn = ['production', 'preview', 'development'];
const slugs = ['staging', 'qa'];
const environments = fc.subarray([...builtIn, ...slugs, 'standing'], { minLength: 1 });

const variable = fc.record(
  { value: fc.constantFrom('a', 'b'), environments, type: fc.constantFrom('plain', 'encrypted') },
  { requiredKeys: ['value', 'environments'] },
);

/** Two values of one name that share no environment. */
const split = fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('a', 'b')).map(([one, other]) => [
  { value: one, environments: ['production'] },
  { value: other, environments: ['preview', 'development'] },
]);

/** Two shared values of one name that share no environment. */
const splitShared = fc.constantFrom('a', 'b').map((value) => [
  { value, environments: ['production'] },
  { value: 'c', environments: ['preview'], projects: ['docs'] },
]);

const environment = fc.constantFrom(
  null,
  { description: 'before the release' },
  { branchMatcher: { type: 'startsWith', pattern: 'release/' } },
  { description: null, branchMatcher: null },
);

const sharedVariable = fc.record(
  {
    value: fc.constantFrom('a', 'b'),
    environments: fc.subarray(builtIn, { minLength: 1 }),
    projects: fc.subarray(['docs', 'site']),
    comment: fc.constantFrom('for all', 'for some'),
  },
  { requiredKeys: ['value', 'environments'] },
);

const desired: fc.Arbitrary<DesiredState> = fc
  .record({
    project: fc.constant('shop'),
    environments: fc.dictionary(fc.constantFrom(...slugs, 'standing'), environment),
    resources: fc.dictionary(
      fc.constantFrom('orders', 'users'),
      fc.record(
        {
          product: fc.constant('acme/db'),
          options: fc.constantFrom({ region: 'fra1' }, { region: 'iad1' }),
        },
        { requiredKeys: ['product'] },
      ),
    ),
    connections: fc.dictionary(
      fc.constantFrom('orders', 'users', 'standing'),
      fc.record(
        { environments, prefix: fc.constantFrom('A', 'B'), sensitive: fc.boolean() },
        { requiredKeys: [] },
      ),
    ),
    variables: fc.dictionary(
      fc.constantFrom('LOG', 'A_DATABASE_URL', 'BY_HAND'),
      fc.oneof(variable, split),
    ),
    shared: fc.dictionary(
      fc.constantFrom('LOG', 'DSN', 'FOR_ALL'),
      fc.oneof(sharedVariable, splitShared),
    ),
  })
  // a connection to a resource that nobody has is refused, which others show
  .map(({ connections, ...rest }) => ({
    ...rest,
    connections: Object.fromEntries(
      Object.entries(connections).filter(
        ([name]) => name === 'standing' || Object.hasOwn(rest.resources, name),
      ),
    ),
  }))
  .map((state) => withinTheirPlaces(state))
  .map((state) => desiredState.parse(state));

/** Names only environments that there are: the one that stands, and those of the file. */
function withinTheirPlaces<State extends { readonly environments: object }>(state: State): State {
  const there = [...builtIn, 'standing', ...Object.keys(state.environments)];
  const text = JSON.stringify(state, (key, value) =>
    key === 'environments' && Array.isArray(value)
      ? value
          .filter((each) => there.includes(each))
          .concat(value.some((each) => there.includes(each)) ? [] : ['production'])
      : value,
  );
  return JSON.parse(text);
}

const fates = fc.array(fc.constantFrom<Fate>('lives', 'lives', 'dies before', 'dies after'), {
  maxLength: 40,
});

const file = fc.record({ desired, prunes: fc.boolean(), interrupted: fates });

test('whatever files are applied after one another, through any interruptions, each ends in place, and what they did not make stays', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 3 }), async (files) => {
      const world = await furnished();
      for (const { desired, prunes, interrupted } of files) {
        const reached = await world.reach(desired, { prunes, interrupted });

        if (!reached.ok) expectRefused(reached.error);
        else if (reached.value.status === 'failed') {
          // only names that a provider says when it makes something come as a surprise
          expect(reached.value.refusal?.code).toBe('variable_collision');
          expect(reached.value.planned.unknowns).not.toEqual([]);
        } else await expectInPlace(world, desired, prunes);
        expectUnharmed(world);
      }
    }),
    { numRuns: 40 },
  );
});

/** A project with a variable and a connection that were made by hand. */
async function furnished() {
  const world = desiredWorld();
  const integrationId = world.integration.id;
  const productId = world.integration.products[0]?.id;
  if (productId === undefined) throw new Error('the integration of the tests has a product');
  const { id: installationId } = await world.installation({ integrationId });
  const secrets = [{ name: 'HANDED', value: 'x' }];
  const standing = await world.provisioned({
    ...{ installationId, productId, name: 'standing', secrets },
  });
  const own = { id: mint.environment(), slug: 'standing' };
  const project = await world.project({ name: 'shop', customEnvironments: [own] });
  const docs = await world.project({ name: 'docs' });
  const site = await world.project({ name: 'site' });
  const connection = await world.connection({ resourceId: standing.id, projectId: project.id });
  const shared = newSharedVariable({ name: 'FOR_ALL', projectIds: [docs.id] });
  await world.ports.transact(world.teamId, (tx) =>
    tx.sharedVariables.save(shared, { at: world.at, by: null }),
  );
  // what is shared with `site` under this name collides there
  const taken = await world.provisioned({
    ...{ installationId, productId, name: 'taken', secrets: [{ name: 'DSN', value: 'x' }] },
  });
  await world.connection({
    ...{ resourceId: taken.id, projectId: site.id, environments: ['production'] },
  });
  const written = await world.variable(project.id, { name: 'BY_HAND', environments: ['preview'] });
  return { ...world, project, docs, standing, connection, written, shared, own };
}

type Furnished = Awaited<ReturnType<typeof furnished>>;

async function expectInPlace(
  world: Furnished,
  desired: DesiredState,
  prunes: boolean,
): Promise<void> {
  const again = await world.plan(desired, { prunes });
  expect(again).toMatchObject({ ok: true, value: { steps: [], isDrift: false } });
  if (!again.ok) return;
  for (const { environment, variables } of again.value.planned.environments) {
    const read = Object.keys(world.environment(world.project.id, environment)).sort();
    expect(variables.map(({ name }) => name)).toEqual(read);
  }
}

/** Only what the world has, and nobody could foresee, stands in the way. */
function expectRefused({ code, message }: Refusal): void {
  if (code === 'invalid_desired_state') expect(message).toContain('as several variables already');
  else expect(code).toBe('variable_collision');
}

function expectUnharmed(world: Furnished): void {
  const { variables, connections, resources, sharedVariables, projects } = world.data();
  expect(sharedVariables.get(world.shared.sharedVariableId)?.projectIds).toContain(world.docs.id);
  const slugs = projects.get(world.project.id)?.customEnvironments.map(({ slug }) => slug);
  expect(slugs).toContain(world.own.slug);
  expect(variables.has(world.written.variableId)).toBe(true);
  expect(connections.has(world.connection.id)).toBe(true);
  expect(resources.get(world.standing.id)?.lifecycle).toBe('active');
}

test('a provider whose answers are lost makes one resource, however often its step is taken', async () => {
  const world = desiredWorld();
  const desired = { resources: { orders: { product: 'acme/db' } } };
  const died: Fate[] = Array.from({ length: 12 }, (_, index) =>
    index % 2 === 0 ? 'dies after' : 'lives',
  );

  const reached = await world.reach(desired, { interrupted: died });

  expect(reached).toMatchObject({ ok: true, value: { status: 'applied' } });
  expect(world.provider.holds()).toHaveLength(1);
  expect(world.provider.called.filter((call) => call === 'provisionResource')).toHaveLength(1);
});

test('one that was applied is taken apart with --prune alone, and nothing is left of it', async () => {
  const world = desiredWorld();
  const docs = await world.project({ name: 'docs' });
  const full: Partial<DesiredState> = {
    environments: { staging: null },
    resources: { orders: { product: 'acme/db' } },
    connections: { orders: { prefix: 'DB', environments: ['production', 'staging'] } },
    variables: { LOG: { value: 'info', environments: ['staging'] } },
    shared: { DSN: { value: 'to all', projects: ['docs'] } },
  };
  expect(await world.reach(full)).toMatchObject({ ok: true, value: { status: 'applied' } });
  expect(world.environment(docs.id)).toEqual({ DSN: 'to all' });

  const left = await world.reach({});
  expect(left).toMatchObject({ ok: true, value: { steps: [] } });
  expect(world.provider.holds()).toHaveLength(1);

  const pruned = await world.reach({}, { prunes: true });

  expect(pruned).toMatchObject({ ok: true, value: { status: 'applied' } });
  expect(world.provider.holds()).toEqual([]);
  const project = [...world.data().projects.values()].find(({ name }) => name === 'shop');
  expect(world.environment(project?.id ?? '')).toEqual({});
  expect(project?.customEnvironments).toEqual([]);
  expect(world.data().sharedVariables.size).toBe(0);
  expect(world.environment(docs.id)).toEqual({});
});

test('an environment in which somebody put something stays, and so does what they share further', async () => {
  const world = desiredWorld();
  const docs = await world.project({ name: 'docs' });
  const site = await world.project({ name: 'site' });
  await world.reach({
    environments: { staging: null },
    shared: { DSN: { value: 'to all', projects: ['docs'] } },
  });
  const shop = [...world.data().projects.values()].find(({ name }) => name === 'shop');
  const [shared] = [...world.data().sharedVariables.values()];
  if (shop === undefined || shared === undefined) throw new Error('both were made');
  await world.variable(shop.id, { name: 'BY_HAND', environments: ['staging'] });
  const projectIds = [...shared.projectIds, site.id].sort();
  const theirs = { id: mint.environment(), slug: 'theirs', description: null };
  const [createdAt, updatedAt] = [world.at, world.at];
  await world.ports.transact(world.teamId, async (tx) => {
    await tx.sharedVariables.save({ ...shared, projectIds }, { at: world.at, by: 'usr_1' });
    const added = { ...theirs, branchMatcher: null, createdAt, updatedAt };
    await tx.customEnvironments.save(shop.id, added);
  });

  const pruned = await world.reach({}, { prunes: true });

  expect(pruned).toMatchObject({
    ok: true,
    value: {
      status: 'applied',
      planned: {
        items: expect.arrayContaining([
          expect.objectContaining({
            ...{ kind: 'environment', name: 'staging', action: 'leave' },
            note: 'it stays while something is in it',
          }),
          expect.objectContaining({
            ...{ kind: 'shared-variable', name: 'DSN', action: 'change' },
            changes: [expect.stringMatching(/^no longer shared with (docs, shop|shop, docs)$/)],
          }),
        ]),
      },
    },
  });
  const [kept] = [...world.data().sharedVariables.values()];
  expect(kept?.projectIds).toEqual([site.id]);
  const after = world.data().projects.get(shop.id)?.customEnvironments;
  expect(after?.map(({ slug }) => slug).sort()).toEqual(['staging', 'theirs']);
  expect(world.environment(docs.id)).toEqual({});
  expect(await world.plan({}, { prunes: true })).toMatchObject({ ok: true, value: { steps: [] } });
});

test('what came into an environment since its removal was planned stops that, and nothing is lost', async () => {
  const world = desiredWorld();
  await world.reach({ environments: { staging: null }, variables: { LOG: { value: 'info' } } });
  const shop = [...world.data().projects.values()][0];
  const planned = await world.plan({}, { prunes: true });
  if (shop === undefined || !planned.ok) throw new Error('both are there');
  const begun = await world.begin(planned.value);
  await world.variable(shop.id, { name: 'LATE', environments: ['staging'] });

  expect(begun).toMatchObject({ ok: true, value: { status: 'applying' } });
  expect(await world.end(planned.value.id)).toMatchObject({
    ...{ status: 'failed', refusal: { code: 'state_plan_outdated' } },
    steps: [{ status: 'done' }, { status: 'pending' }],
  });
  expect([...world.data().variables.values()].map(({ name }) => name)).toEqual(['LATE']);
});

test('what was made since the plan refuses it, and a plan that is applied is applied once', async () => {
  const world = desiredWorld();
  const desired = { variables: { LOG: { value: 'info' } } };
  const [one, other] = [await world.plan(desired), await world.plan(desired)];
  if (!one.ok || !other.ok) throw new Error('both are planned');

  expect(await world.begin(one.value)).toMatchObject({ ok: true, value: { status: 'applying' } });
  expect(await world.begin(other.value)).toMatchObject({
    ok: false,
    error: { code: 'state_plan_running', facts: { planId: one.value.id } },
  });
  await Promise.all([world.end(one.value.id), world.end(one.value.id)]);
  expect(await world.begin(one.value)).toMatchObject({ ok: true, value: { status: 'applied' } });
  expect(await world.begin(other.value)).toMatchObject({
    ok: false,
    error: { code: 'state_plan_outdated' },
  });
  expect(world.happened().filter((type) => type === 'variable.created')).toHaveLength(1);
});

test('a change by hand is drift while the file stays as it is, and none once the file has changed', async () => {
  const world = desiredWorld();
  const desired = { variables: { LOG: { value: 'info' } } };
  await world.reach(desired);
  const project = [...world.data().projects.values()][0];
  const [made] = [...world.data().variables.values()];
  if (project === undefined || made === undefined) throw new Error('both were made');
  await world.ports.transact(world.teamId, (tx) =>
    tx.variables.save(project.id, { ...made, value: 'by hand' }, { at: world.at, by: null }),
  );

  expect(await world.plan(desired)).toMatchObject({ ok: true, value: { isDrift: true } });
  expect(await world.plan({ variables: { LOG: { value: 'warn' } } })).toMatchObject({
    ok: true,
    value: { isDrift: false, steps: [{ step: { kind: 'write-variable' } }] },
  });
});
