import { type Action, action, role } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import { actionsOf, may, partnerRoleOf } from './roles.ts';

const reads: Action[] = [
  'team:read',
  'project:read',
  'shared-variable:read',
  'installation:read',
  'integration:read',
  'event:read',
  'billing:read',
];

test('an owner may do everything', () => {
  expect(new Set(actionsOf.owner)).toEqual(new Set(action.options));
});

test('a member may do everything but decide over the team, its people and its money', () => {
  expect(refusedTo('member')).toEqual([
    'team:manage',
    'member:manage',
    'invoice:read',
    'purchase:make',
    'billing:manage',
    'clock:manage',
  ]);
});

test('a developer builds with what is installed, and installs nothing', () => {
  expect(allowedTo('developer')).toEqual(
    sorted([
      ...reads,
      'project:write',
      'environment:read-values',
      'deployment:write',
      'variable:write',
      'shared-variable:read-values',
      'shared-variable:write',
      'resource:write',
      'connection:write',
    ]),
  );
});

test('the billing role reads, invoices too, and manages billing', () => {
  expect(allowedTo('billing')).toEqual(
    sorted([...reads, 'invoice:read', 'purchase:make', 'billing:manage']),
  );
});

test('a viewer reads everything but invoices and the values of variables', () => {
  expect(allowedTo('viewer')).toEqual(sorted(reads));
});

test.for(role.options)('no action is listed twice for %s', (each) => {
  expect(new Set(actionsOf[each]).size).toBe(actionsOf[each].length);
});

test.for([
  ['owner', 'ADMIN'],
  ['member', 'ADMIN'],
  ['developer', 'ADMIN'],
  ['billing', 'USER'],
  ['viewer', 'USER'],
] as const)('a provider is told that %s is %s', ([each, partnerRole]) => {
  expect(partnerRoleOf(each)).toBe(partnerRole);
});

function allowedTo(who: keyof typeof actionsOf): Action[] {
  return sorted(action.options.filter((each) => may(who, each)));
}

function refusedTo(who: keyof typeof actionsOf): Action[] {
  return action.options.filter((each) => !may(who, each));
}

function sorted(actions: readonly Action[]): Action[] {
  return [...actions].sort();
}
