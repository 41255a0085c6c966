import { action, projectId, role } from '@kontor/protocol/vocabulary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actionsIn, allows, type Grant, narrow } from './grant.ts';
import { may } from './roles.ts';

const noon = new Date('2026-01-01T12:00:00Z');
const shop = projectId.parse(`prj_${'shop'.padEnd(24, '0')}`);
const blog = projectId.parse(`prj_${'blog'.padEnd(24, '0')}`);

const values = 'environment:read-values';
const deployment: Grant = {
  role: 'developer',
  actions: [values, 'project:read', 'member:manage'],
  projects: [shop],
  environments: ['production', 'staging'],
};

test.for([
  ['its environment', { action: values, projectId: shop, environment: 'staging' }, true],
  ['another environment', { action: values, projectId: shop, environment: 'preview' }, false],
  ['another project', { action: values, projectId: blog, environment: 'staging' }, false],
  ['no environment in particular', { action: values, projectId: shop }, false],
  ['no project in particular', { action: values, environment: 'staging' }, false],
  ['what its project is', { action: 'project:read', projectId: shop }, true],
  ['an action it was not given', { action: 'project:write', projectId: shop }, false],
  [
    'an action its role lacks',
    { action: 'member:manage', projectId: shop, environment: 'staging' },
    false,
  ],
] as const)('a narrowed token asked for %s', ([, attempt, allowed]) => {
  expect(allows(deployment, attempt, noon)).toBe(allowed);
});

test('a token without limits may do what its role may', () => {
  for (const each of role.options) {
    for (const wanted of action.options) {
      expect(allows({ role: each }, { action: wanted }, noon)).toBe(may(each, wanted));
    }
  }
});

test('an empty limit allows nothing', () => {
  const attempt = { action: values, projectId: shop, environment: 'staging' } as const;
  for (const nothing of [{ actions: [] }, { projects: [] }, { environments: [] }]) {
    expect(allows({ role: 'owner', ...nothing }, attempt, noon)).toBe(false);
  }
});

test('a token works until the instant it expires', () => {
  const grant: Grant = { role: 'owner', expiresAt: noon };
  expect(allows(grant, { action: 'team:read' }, new Date(noon.getTime() - 1))).toBe(true);
  expect(allows(grant, { action: 'team:read' }, noon)).toBe(false);
});

const anyActions = fc.uniqueArray(fc.constantFrom(...action.options));

test('narrowing never gives more than either side', () => {
  fc.assert(
    fc.property(anyActions, anyActions, (granted, allowed) => {
      const both = narrow(granted, allowed);
      expect(both.every((each) => granted.includes(each) && allowed.includes(each))).toBe(true);
      expect(narrow(allowed, both).length).toBe(both.length);
    }),
  );
});

test('a narrowed token never does what its role may not', () => {
  fc.assert(
    fc.property(fc.constantFrom(...role.options), anyActions, (each, actions) => {
      expect(actionsIn({ role: each, actions }).every((one) => may(each, one))).toBe(true);
    }),
  );
});

const agent: Grant = { ...deployment, actions: action.options, role: 'owner', isMandate: true };

test.for([
  ['its environment', { action: values, projectId: shop, environment: 'staging' }, true],
  ['another environment', { action: values, projectId: shop, environment: 'preview' }, false],
  ['another project', { action: 'project:read', projectId: blog }, false],
  ['what all projects share', { action: 'shared-variable:read' }, false],
  ['making a project', { action: 'project:write' }, false],
  ['a resource, which is in no project', { action: 'resource:write' }, true],
  ['a connection before its project is known', { action: 'connection:write' }, true],
  [
    'a connection to another project',
    { action: 'connection:write', projectId: blog, environment: 'staging' },
    false,
  ],
] as const)(
  'an agent limited to a project and its environments asked for %s',
  ([, attempt, allowed]) => {
    expect(allows(agent, attempt, noon)).toBe(allowed);
  },
);
