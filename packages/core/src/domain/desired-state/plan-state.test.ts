import { desiredState, type ProjectId } from '@kontor/protocol/vocabulary';
import { mint, newResource, newSharedVariable } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import { planState } from './plan-state.ts';
import type { NamedIntegration, NamedResource, StateWorld } from './state-world.ts';

const db = mint.product();
const lagoon: NamedIntegration = {
  id: mint.integration(),
  slug: 'lagoon',
  name: 'Lagoon',
  policies: ['toc'],
  eulaUrl: null,
  privacyUrl: null,
  isNative: true,
  products: [{ id: db, slug: 'db', metadataSchema: { type: 'object', properties: {} } }],
  installation: { id: mint.installation(), lifecycle: 'installed', billingPlan: null },
};

const stated = (id: string, cost?: string) => ({
  ...({ id, name: id, description: '', type: 'subscription', scope: 'resource' } as const),
  paymentMethodRequired: id !== 'free',
  ...(cost === undefined ? {} : { cost }),
});
const offer = { plans: [stated('free'), stated('pro', '$20.00/month'), stated('usage', '$1/GB')] };

const noneMade = {
  ...{ resources: [], connections: [], variables: [] },
  ...{ environments: [], shared: [], links: [] },
};

function standing(name: string, secrets: readonly string[] = ['URL']): NamedResource {
  const resource = newResource({ name, productId: db, lifecycle: 'active' });
  const keyset = { secrets: secrets.map((each) => ({ name: each, value: 'secret' })) };
  return { resource, integration: 'lagoon', keyset, usedElsewhere: 0 };
}

/** A project to which these resources are connected in production, under these prefixes. */
function worldOf(
  connected: readonly { readonly named: NamedResource; readonly prefix: string | null }[] = [],
  more: Partial<StateWorld> = {},
): StateWorld {
  const connections = connected.map(({ named, prefix }) => ({
    id: mint.connection(),
    resourceId: named.resource.id,
    environments: ['production'],
    prefix,
    makesSensitive: false,
  }));
  return {
    project: { id: mint.project(), customEnvironments: [] },
    inputs: {
      variables: [],
      connections: connections.map(({ id, resourceId, environments, prefix }, index) => ({
        connectionId: id,
        resourceId,
        resourceName: connected[index]?.named.resource.name ?? '',
        environments,
        keyset: connected[index]?.named.keyset ?? { secrets: [] },
        createdAt: new Date(index),
        ...(prefix === null ? {} : { prefix }),
      })),
    },
    others: new Map(),
    connections,
    integrations: new Map([['lagoon', lagoon]]),
    resources: connected.map(({ named }) => named),
    offers: new Map(),
    shared: [],
    projects: [],
    made: noneMade,
    known: { integrations: ['lagoon'], resources: ['orders-of-the-team'], projects: [] },
    ...more,
  };
}

const plan = (desired: object, world: StateWorld, prunes = false) =>
  planState(desiredState.parse({ project: 'shop', ...desired }), world, { values: {}, prunes });

test.each([
  ['free where none is named', undefined, 'free', { perMonth: '0', isComplete: true, asks: 0 }],
  ['the named one', 'pro', 'pro', { perMonth: '20.00', isComplete: true, asks: 1 }],
  ['one of unknown price', 'usage', 'usage', { perMonth: null, isComplete: false, asks: 1 }],
])('a new resource takes %s, and its cost is told', (_case, named, taken, told) => {
  const { perMonth, isComplete, asks } = told;
  const wanted = { product: 'lagoon/db', ...(named && { plan: named }) };
  const world = worldOf([], { offers: new Map([['orders', offer]]) });

  const planned = plan({ resources: { orders: wanted } }, world);

  expect(planned).toMatchObject({
    ok: true,
    value: {
      steps: [{ kind: 'provision', name: 'orders', billingPlanId: taken }],
      costs: [{ resource: 'orders', plan: taken, perMonth }],
      perMonth: { isComplete },
      unknowns: Array.from({ length: asks }, () =>
        expect.stringContaining('for the plan of orders goes through'),
      ),
    },
  });
});

test.each([
  ['an integration', { product: 'lagun/db' }, ['lagoon'], ['resources', 'orders', 'product']],
  ['a product', { product: 'lagoon/cache' }, ['lagoon/db'], ['resources', 'orders', 'product']],
  [
    'a plan',
    { product: 'lagoon/db', plan: 'gold' },
    ['free', 'pro', 'usage'],
    ['resources', 'orders', 'plan'],
  ],
])('%s that is not there is told with those that are', (_case, wanted, candidates, path) => {
  const world = worldOf([], { offers: new Map([['orders', offer]]) });

  expect(plan({ resources: { orders: wanted } }, world)).toMatchObject({
    ok: false,
    error: { code: 'wrong', problems: [{ path, candidates }] },
  });
});

test('two connections change their prefixes in the order in which no name is given twice', () => {
  const [primary, replica] = [standing('primary'), standing('replica')];
  const world = worldOf([
    { named: primary, prefix: 'A' },
    { named: replica, prefix: 'B' },
  ]);
  const at = (prefix: string) => ({ environments: ['production'], prefix });

  const planned = plan({ connections: { primary: at('B'), replica: at('C') } }, world);

  expect(planned).toMatchObject({
    ok: true,
    value: {
      steps: [
        { kind: 'change-connection', resourceId: replica.resource.id, prefix: 'C' },
        { kind: 'change-connection', resourceId: primary.resource.id, prefix: 'B' },
      ],
      environments: [
        {
          environment: 'production',
          variables: [
            { name: 'B_URL', from: 'primary' },
            { name: 'C_URL', from: 'replica' },
          ],
        },
        { variables: [] },
        { variables: [] },
      ],
    },
  });
});

test('names that would be given twice in the end are refused with both owners', () => {
  const world = worldOf([
    { named: standing('primary'), prefix: 'A' },
    { named: standing('replica'), prefix: 'B' },
  ]);
  const at = { environments: ['production'], prefix: 'A' };

  expect(plan({ connections: { primary: at, replica: at } }, world)).toMatchObject({
    ok: false,
    error: {
      code: 'collision',
      collisions: [
        { name: 'A_URL', owners: [{ resourceName: 'primary' }, { resourceName: 'replica' }] },
      ],
    },
  });
});

test('only what was made before is removed, only where that is wanted, and not while others use it', () => {
  const [own, used, foreign] = [
    standing('own'),
    { ...standing('used'), usedElsewhere: 1 },
    standing('foreign'),
  ];
  const world = worldOf([{ named: foreign, prefix: null }], {
    resources: [own, used, foreign],
    made: { ...noneMade, resources: [own.resource.id, used.resource.id] },
  });

  expect(plan({}, world)).toMatchObject({ ok: true, value: { steps: [] } });
  expect(plan({}, world, true)).toMatchObject({
    ok: true,
    value: {
      steps: [{ kind: 'delete-resource', resourceId: own.resource.id }],
      items: [
        { kind: 'project', action: 'keep' },
        { kind: 'resource', name: 'own', action: 'remove' },
        { kind: 'resource', name: 'used', action: 'leave' },
        { kind: 'connection', name: 'foreign', action: 'leave', isMade: false },
      ],
    },
  });
});

test('an integration that is being uninstalled has nothing to give', () => {
  const leaving: NamedIntegration = {
    ...lagoon,
    installation: { id: mint.installation(), lifecycle: 'uninstalling', billingPlan: null },
  };
  const world = worldOf([], { integrations: new Map([['lagoon', leaving]]) });

  expect(plan({ resources: { orders: { product: 'lagoon/db' } } }, world)).toMatchObject({
    ok: false,
    error: { problems: [{ path: ['resources', 'orders', 'product'] }] },
  });
});

test.each([
  [
    'an environment whose name means something',
    { environments: { all: null } },
    ['environments', 'all'],
    /has a meaning of its own/,
  ],
  [
    'a project that is not there',
    { shared: { DSN: { value: 'x', projects: ['dosc'] } } },
    ['shared', 'DSN', 'projects'],
    /no project 'dosc'/,
  ],
  [
    'a value that was not given',
    { shared: { DSN: [{ fromEnv: 'DSN' }] } },
    ['shared', 'DSN', 0, 'fromEnv'],
    /value of DSN was not given/,
  ],
  [
    'two shared values for one environment',
    { shared: { DSN: [{ value: 'x' }, { value: 'y', environments: ['preview'] }] } },
    ['shared', 'DSN', 1, 'environments'],
    /another value/,
  ],
])('%s is wrong at its place', (_case, desired, path, message) => {
  const known = { integrations: [], resources: [], projects: ['docs'] };

  expect(plan(desired, worldOf([], { known }))).toMatchObject({
    ok: false,
    error: {
      code: 'wrong',
      problems: [{ path, message: expect.stringMatching(message) }],
    },
  });
});

test('an environment of the file can be named by the rest of the file before it is there', () => {
  const orders = standing('orders');
  const desired = {
    environments: { staging: { description: 'before the release' } },
    connections: { orders: { environments: ['staging'] } },
    variables: { LOG: { value: 'debug', environments: ['staging'] } },
  };

  expect(plan(desired, worldOf([], { resources: [orders] }))).toMatchObject({
    ok: true,
    value: {
      steps: [
        { kind: 'create-environment', slug: 'staging' },
        { kind: 'connect', environments: ['staging'] },
        { kind: 'write-variable', name: 'LOG' },
      ],
      environments: expect.arrayContaining([
        {
          environment: 'staging',
          variables: [
            { name: 'LOG', from: 'written by hand' },
            { name: 'URL', from: 'orders' },
          ],
        },
      ]),
    },
  });
});

test('what a file says of an environment is changed, and what it leaves out stays', () => {
  const matcher = { type: 'equals', pattern: 'main' } as const;
  const staging = {
    ...{ id: mint.environment(), slug: 'staging', description: 'old', branchMatcher: matcher },
    ...{ createdAt: new Date(0), updatedAt: new Date(0) },
  };
  const world = worldOf([], { project: { id: mint.project(), customEnvironments: [staging] } });
  const stepsFor = (wanted: object | null) => {
    const planned = plan({ environments: { staging: wanted } }, world);
    return planned.ok ? planned.value.steps : planned.error;
  };

  expect(stepsFor(null)).toEqual([]);
  expect(stepsFor({ description: 'old', branchMatcher: matcher })).toEqual([]);
  expect(stepsFor({ branchMatcher: null })).toMatchObject([
    { kind: 'change-environment', slug: 'staging', change: { branchMatcher: null } },
  ]);
});

test('what the team shares is found by its projects, and one that stands there is written, not doubled', () => {
  const [shop, docs, site] = [mint.project(), mint.project(), mint.project()];
  const projects = [
    { id: shop, name: 'shop' },
    { id: docs, name: 'docs' },
    { id: site, name: 'site' },
  ];
  const shared = newSharedVariable({ name: 'DSN', value: 'old', projectIds: [docs, site] });
  const elsewhere = newSharedVariable({ name: 'DSN', projectIds: [site] });
  const world = worldOf([], {
    ...{ project: { id: shop, customEnvironments: [] }, projects },
    shared: [shared, elsewhere],
  });
  const desired = { shared: { DSN: { value: 'new', projects: ['docs'] } } };

  expect(plan(desired, world)).toMatchObject({
    ok: true,
    value: {
      items: [
        { kind: 'project' },
        {
          ...{ kind: 'shared-variable', action: 'change', note: 'also shared with site' },
          changes: ['value: another one', 'shared with shop too'],
        },
      ],
      steps: [{ kind: 'share', sharedVariableId: shared.sharedVariableId, projects: ['shop'] }],
      unknowns: [],
    },
  });
  const wide = { shared: { DSN: { value: 'new', projects: ['docs', 'site'] } } };
  expect(plan(wide, world)).toMatchObject({
    ok: false,
    error: { problems: [{ message: expect.stringContaining('as several variables already') }] },
  });
});

test('what would be shared is refused where another project has its name, with that project named', () => {
  const [shop, docs, site] = [mint.project(), mint.project(), mint.project()];
  const projects = [
    { id: shop, name: 'shop' },
    { id: docs, name: 'docs' },
    { id: site, name: 'site' },
  ];
  const clashing = (projectId: ProjectId) =>
    newSharedVariable({ name: 'DSN', environments: ['production'], projectIds: [projectId] });
  const others = new Map([
    [docs, { variables: [], connections: [], shared: [clashing(docs)] }],
    [site, { variables: [], connections: [], shared: [clashing(site)] }],
  ]);
  const own = newSharedVariable({ name: 'DSN', environments: ['preview'], projectIds: [shop] });
  const world = worldOf([], {
    ...{ project: { id: shop, customEnvironments: [] }, projects, others },
    shared: [own],
  });
  const sharedWith = (environments: readonly string[]) => {
    const planned = plan(
      { shared: { DSN: { value: 'new', environments, projects: ['docs', 'site'] } } },
      world,
    );
    return planned.ok ? planned.value.steps : planned.error;
  };

  expect(sharedWith(['preview'])).toMatchObject([{ kind: 'share', projects: ['docs', 'site'] }]);
  expect(sharedWith(['preview', 'production'])).toMatchObject({
    code: 'collision',
    collisions: [
      { name: 'DSN', environment: 'production', project: 'docs' },
      { name: 'DSN', environment: 'production', project: 'site' },
    ],
  });
});
