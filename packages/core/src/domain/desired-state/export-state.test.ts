import { desiredState } from '@kontor/protocol/vocabulary';
import { mint, newResource, newSharedVariable, newVariable } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import { exportState } from './export-state.ts';
import type { NamedResource, StateWorld } from './state-world.ts';

const noneMade = {
  ...{ resources: [], connections: [], variables: [] },
  ...{ environments: [], shared: [], links: [] },
};

/** A project of the team that is connected to resources of these names. */
function worldOf(names: readonly string[], more: Partial<StateWorld> = {}): StateWorld {
  const resources = names.map(
    (name): NamedResource => ({
      resource: newResource({ name, lifecycle: 'active' }),
      ...{ integration: 'lagoon', keyset: { secrets: [] }, usedElsewhere: 0 },
    }),
  );
  return {
    project: { id: mint.project(), customEnvironments: [] },
    inputs: { variables: [], connections: [] },
    connections: resources.map(({ resource }) => ({
      ...{ id: mint.connection(), resourceId: resource.id, prefix: null, makesSensitive: false },
      environments: ['production'],
    })),
    ...{
      shared: [],
      projects: [],
      others: new Map(),
      offers: new Map(),
      integrations: new Map(),
      resources,
    },
    made: noneMade,
    known: { integrations: [], resources: [], projects: [] },
    ...more,
  };
}

const exported = (world: StateWorld, project = 'shop') =>
  exportState(project, world, { productOf: () => 'lagoon/db', seesShared: true });

test('what no file can name is left out and told, and the rest is a file that can be read', () => {
  const variables = [
    newVariable({ name: 'KEPT', value: 'x', type: 'plain', environments: ['preview'] }),
    newVariable({ name: 'FOR_NOTHING', environments: [] }),
    newVariable({ name: 'FILLED_IN', type: 'system' }),
  ];
  const inputs = { variables, connections: [] };

  const { desired, notes } = exported(worldOf(['orders', 'Main DB (eu)'], { inputs }), 'shop_v2.1');

  expect(desiredState.parse(desired)).toEqual(desired);
  expect(Object.keys(desired.connections)).toEqual(['orders']);
  expect(Object.keys(desired.variables)).toEqual(['KEPT']);
  expect(notes).toEqual([
    expect.stringMatching(/^2 variables are left out/),
    expect.stringContaining("'Main DB (eu)' is left out"),
  ]);
});

test('environments and what is shared are said as they are, without any value', () => {
  const docs = { id: mint.project(), name: 'docs' };
  const shop = { id: mint.project(), name: 'shop' };
  const staging = {
    ...{ id: mint.environment(), slug: 'staging', description: 'before', branchMatcher: null },
    ...{ createdAt: new Date(0), updatedAt: new Date(0) },
  };
  const projectIds = [docs.id, shop.id];
  const value = 'canary';
  const world = worldOf([], {
    project: { id: shop.id, customEnvironments: [staging] },
    projects: [docs, shop],
    inputs: {
      variables: [newVariable({ name: 'DSN', value, environments: ['production'] })],
      connections: [],
    },
    shared: [
      newSharedVariable({ name: 'DSN', value, type: 'plain', projectIds }),
      newSharedVariable({ name: 'KEY', value, projectIds, environments: ['preview'] }),
      newSharedVariable({ name: 'KEY', value, projectIds, environments: ['production'] }),
      newSharedVariable({ name: 'ELSEWHERE', value, projectIds: [docs.id] }),
    ],
  });

  const { desired, fromEnv } = exported(world);

  expect(JSON.stringify(desired)).not.toContain(value);
  expect(desired).toMatchObject({
    environments: { staging: { description: 'before' } },
    shared: {
      DSN: { fromEnv: 'SHARED_DSN', type: 'plain', projects: ['docs'] },
      KEY: [
        { fromEnv: 'KEY_PREVIEW', environments: ['preview'], projects: ['docs'] },
        { fromEnv: 'KEY_PRODUCTION', environments: ['production'], projects: ['docs'] },
      ],
    },
  });
  expect(fromEnv.map(({ name }) => name)).toEqual([
    ...['DSN', 'SHARED_DSN', 'KEY_PREVIEW', 'KEY_PRODUCTION'],
  ]);
});
