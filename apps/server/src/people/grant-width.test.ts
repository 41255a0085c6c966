import type { Grant } from '@kontor/core';
import { projectId } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import { requireNoWider } from './grant-width.ts';

const one = projectId.parse('prj_000000000000000000000001');
const two = projectId.parse('prj_000000000000000000000002');
const soon = new Date('2026-03-01T00:00:00Z');
const late = new Date('2026-04-01T00:00:00Z');

test.each<[string, Grant, Grant]>([
  ['the same role', { role: 'member' }, { role: 'member' }],
  ['a lesser role', { role: 'viewer' }, { role: 'member' }],
  ['a part of the actions', { role: 'member', actions: ['project:read'] }, { role: 'owner' }],
  ['limits of its own', { role: 'member', projects: [one], expiresAt: soon }, { role: 'member' }],
  [
    'a part of the projects',
    { role: 'viewer', projects: [one] },
    { role: 'owner', projects: [one, two] },
  ],
  ['an earlier expiry', { role: 'viewer', expiresAt: soon }, { role: 'viewer', expiresAt: late }],
])('%s may be given', (_name, wished, own) => {
  expect(requireNoWider(wished, own)).toEqual({ ok: true, value: null });
});

test.each<[string, Grant, Grant, string]>([
  ['a greater role', { role: 'owner' }, { role: 'member' }, 'team:manage'],
  [
    'a greater role for little',
    { role: 'owner', actions: ['project:read'] },
    { role: 'member' },
    'team:manage',
  ],
  [
    'actions that the maker is narrowed away from',
    { role: 'member' },
    { role: 'member', actions: ['token:manage'] },
    'team:read',
  ],
  ['all projects', { role: 'viewer' }, { role: 'owner', projects: [one] }, 'projects'],
  [
    'another project',
    { role: 'viewer', projects: [one, two] },
    { role: 'owner', projects: [one] },
    'projects',
  ],
  [
    'another environment',
    { role: 'viewer', environments: ['production'] },
    { role: 'owner', environments: ['preview'] },
    'environments',
  ],
  ['no expiry', { role: 'viewer' }, { role: 'owner', expiresAt: soon }, '2026-03-01'],
  [
    'a later expiry',
    { role: 'viewer', expiresAt: late },
    { role: 'owner', expiresAt: soon },
    '2026-03-01',
  ],
])('%s may not be given', (_name, wished, own, words) => {
  expect(requireNoWider(wished, own)).toMatchObject({
    ok: false,
    error: { code: 'forbidden', message: expect.stringContaining(words) },
  });
});
