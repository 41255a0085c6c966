import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  anyConnection,
  anyInputs,
  anyVariable,
  connected,
  ids,
  written,
} from '../../../test/project-inputs.ts';
import { applyChange, collisionsAfter } from './change.ts';
import { collisionsOf, newCollisions } from './collision.ts';
import type { ProjectInputs } from './project-inputs.ts';

const primary = connected('primary', ['PGHOST', 'PGPORT']);
const replica = connected('replica', ['PGHOST'], {
  environments: ['production', 'staging'],
  createdAt: new Date('2026-02-01'),
});
const withPrimary: ProjectInputs = { variables: [], connections: [primary] };

function ownerThrough(name: string, secretName: string) {
  return {
    kind: 'connection',
    connectionId: ids.connection(name),
    resourceId: ids.resource(name),
    resourceName: name,
    secretName,
  };
}

test('C22: a second connection that gives a name again collides, with both owners', () => {
  expect(collisionsAfter(withPrimary, { kind: 'put-connection', connection: replica })).toEqual([
    {
      name: 'PGHOST',
      environment: 'production',
      owners: [ownerThrough('primary', 'PGHOST'), ownerThrough('replica', 'PGHOST')],
    },
  ]);
});

test('C22: a prefix resolves it: a primary and a replica live in one project', () => {
  const connection = { ...replica, prefix: 'REPLICA' };
  expect(collisionsAfter(withPrimary, { kind: 'put-connection', connection })).toEqual([]);
});

test('C22: a variable written by hand collides in every environment it shares', () => {
  const variable = written('PGPORT', { environments: ['production', 'preview', 'staging'] });
  const owners = [
    { kind: 'variable', variableId: ids.variable('PGPORT') },
    ownerThrough('primary', 'PGPORT'),
  ];
  expect(collisionsAfter(withPrimary, { kind: 'put-variable', variable })).toEqual([
    { name: 'PGPORT', environment: 'preview', owners },
    { name: 'PGPORT', environment: 'production', owners },
  ]);
});

test('C22: a variable of a branch collides with another of that branch only', () => {
  const ofBranch = (name: string, gitBranch: string) =>
    written(`${name} of ${gitBranch}`, { name, environments: ['preview'], gitBranch });
  const inputs = {
    variables: [written('LEVEL'), ofBranch('LEVEL', 'a')],
    connections: [primary],
  };
  const put = (variable: ReturnType<typeof written>) =>
    collisionsAfter(inputs, { kind: 'put-variable', variable });

  expect(put(ofBranch('LEVEL', 'b'))).toEqual([]);
  expect(put(ofBranch('PGHOST', 'a'))).toEqual([]);
  expect(put({ ...ofBranch('LEVEL', 'a'), variableId: ids.variable('again') })).toEqual([
    {
      name: 'LEVEL',
      environment: 'preview:a',
      owners: [
        { kind: 'variable', variableId: ids.variable('LEVEL of a') },
        { kind: 'variable', variableId: ids.variable('again') },
      ],
    },
  ]);
});

test('different environments never collide', () => {
  const production = { ...primary, environments: ['production'] };
  const preview = { ...replica, environments: ['preview'] };
  expect(collisionsOf({ variables: [], connections: [production, preview] })).toEqual([]);
});

test('two secrets of one keyset that meet in one name collide', () => {
  const keyset = {
    secrets: [
      { name: 'ACME_HOST', value: 'a' },
      { name: 'HOST', value: 'b', prefix: 'ACME' },
    ],
  };
  const connection = connected('db', [], { keyset, environments: ['preview'] });
  const nothing = { variables: [], connections: [] };
  expect(collisionsAfter(nothing, { kind: 'put-connection', connection })).toEqual([
    {
      name: 'ACME_HOST',
      environment: 'preview',
      owners: [ownerThrough('db', 'ACME_HOST'), ownerThrough('db', 'HOST')],
    },
  ]);
});

test('a new keyset of a resource is judged in every place where it is connected', () => {
  const inputs = { variables: [written('PGUSER')], connections: [primary] };
  const keyset = { secrets: [{ name: 'PGUSER', value: 'v' }] };
  const change = { kind: 'replace-keyset', resourceId: primary.resourceId, keyset } as const;
  expect(collisionsAfter(inputs, change).map(({ environment }) => environment)).toEqual([
    'development',
    'preview',
    'production',
  ]);
  expect(collisionsAfter(inputs, { ...change, resourceId: replica.resourceId })).toEqual([]);
});

test('a collision that stood before blocks nothing that leaves it or resolves a part', () => {
  const third = connected('third', ['PGHOST']);
  const inputs = { variables: [], connections: [primary, replica, third] };

  expect(collisionsAfter(inputs, { kind: 'put-variable', variable: written('OTHER') })).toEqual([]);
  expect(
    collisionsAfter(inputs, { kind: 'remove-connection', connectionId: third.connectionId }),
  ).toEqual([]);
  expect(
    collisionsAfter(inputs, { kind: 'put-variable', variable: written('PGHOST') }),
  ).toHaveLength(3);
});

test('a collision between the same two is new under another name or in another environment', () => {
  const both = [primary, replica].map((each) => ({ ...each, environments: ['production'] }));
  const before = { variables: [], connections: both };
  const renamed = both.map((each) => ({ ...each, prefix: 'DB' }));
  const moved = both.map((each) => ({ ...each, environments: ['preview'] }));

  expect(newCollisions(before, { variables: [], connections: renamed })).toMatchObject([
    { name: 'DB_PGHOST', environment: 'production' },
  ]);
  expect(newCollisions(before, { variables: [], connections: moved })).toMatchObject([
    { name: 'PGHOST', environment: 'preview' },
  ]);
});

test('C22: a shared variable collides with a connection and another shared one, and gives way to a written one', () => {
  const shared = (name: string, id = name) => ({
    sharedVariableId: ids.shared(id),
    name,
    value: `shared ${name}`,
    environments: ['production'] as const,
    type: 'encrypted' as const,
    comment: null,
  });
  const put = (inputs: ProjectInputs, variable: ReturnType<typeof shared>) =>
    collisionsAfter(inputs, { kind: 'put-shared', variable }).map(({ owners }) => owners);
  const linked = { variables: [], connections: [], shared: [shared('A')] };

  expect(put(withPrimary, shared('PGHOST'))).toEqual([
    [{ kind: 'shared', sharedVariableId: ids.shared('PGHOST') }, ownerThrough('primary', 'PGHOST')],
  ]);
  expect(put(linked, shared('A', 'another'))).toHaveLength(1);
  expect(put(linked, shared('A'))).toEqual([]);
  const covered = { ...linked, variables: [written('A')] };
  expect(put({ ...covered, shared: [] }, shared('A'))).toEqual([]);
  // what covers both may go at any time
  const owners = ['A', 'another'].map((id) => ids.shared(id)).sort();
  expect(put(covered, shared('A', 'another'))).toEqual([
    owners.map((sharedVariableId) => ({ kind: 'shared', sharedVariableId })),
  ]);
  expect(
    applyChange(linked, { kind: 'remove-shared', sharedVariableId: ids.shared('A') }).shared,
  ).toEqual([]);
});

test('replacing a connection or a variable judges it once, not beside its former self', () => {
  const inputs = { variables: [written('A')], connections: [primary] };
  expect(collisionsAfter(inputs, { kind: 'put-connection', connection: primary })).toEqual([]);
  expect(collisionsAfter(inputs, { kind: 'put-variable', variable: written('A') })).toEqual([]);
});

test('removing what is not there changes nothing', () => {
  const inputs = { variables: [written('A')], connections: [primary] };
  const none = [
    { kind: 'remove-connection', connectionId: replica.connectionId },
    { kind: 'remove-variable', variableId: ids.variable('OTHER') },
  ] as const;
  for (const change of none) expect(applyChange(inputs, change)).toEqual(inputs);
});

test('nothing is new when nothing changes, and every collision has two owners or more', () => {
  fc.assert(
    fc.property(anyInputs, (inputs) => {
      expect(newCollisions(inputs, inputs)).toEqual([]);
      expect(collisionsOf(inputs).every(({ owners }) => owners.length > 1)).toBe(true);
    }),
  );
});

test('a removal never brings a collision', () => {
  fc.assert(
    fc.property(anyInputs, (inputs) => {
      for (const { connectionId } of inputs.connections) {
        expect(collisionsAfter(inputs, { kind: 'remove-connection', connectionId })).toEqual([]);
      }
      for (const { variableId } of inputs.variables) {
        expect(collisionsAfter(inputs, { kind: 'remove-variable', variableId })).toEqual([]);
      }
    }),
  );
});

test('a change without new collisions, made to a project without any, leaves it without any', () => {
  const anyChange = fc.oneof(
    anyConnection.map((connection) => ({ kind: 'put-connection', connection }) as const),
    anyVariable.map((variable) => ({ kind: 'put-variable', variable }) as const),
  );
  fc.assert(
    fc.property(fc.array(anyChange, { maxLength: 8 }), (changes) => {
      let inputs: ProjectInputs = { variables: [], connections: [] };
      for (const change of changes) {
        if (collisionsAfter(inputs, change).length === 0) inputs = applyChange(inputs, change);
      }
      expect(collisionsOf(inputs)).toEqual([]);
    }),
  );
});
