import { expect, test } from 'vitest';
import {
  covers,
  leavesRoom,
  type Spending,
  type SpendKind,
  type StandingLimit,
  sharesReached,
  spentUnder,
} from './spend-limit.ts';

const orders = { resourceId: 'store_1', installationId: 'icfg_1', externalId: 'db_1' };
const spending = (installationId: string, externalId: string | null, amount: string): Spending => ({
  ...{ installationId, externalId, invoiced: amount, reported: '0.005' },
});
const spendings = [
  spending('icfg_1', null, '1'),
  spending('icfg_1', 'db_1', '10.10'),
  spending('icfg_1', 'db_2', '100'),
  spending('icfg_2', 'db_1', '-5'),
];
const limit = (kind: SpendKind, subjectId: string): StandingLimit => ({
  ...{ kind, subjectId, amount: '100', isHard: true, warnAt: [50, 80, 100] },
  resources: kind === 'project' || kind === 'resource' ? [orders] : [],
});

test.each([
  ['the team, everything', limit('team', ''), '106.12'],
  ['an installation, all of it', limit('installation', 'icfg_1'), '111.115'],
  ['a resource, by its installation too', limit('resource', 'store_1'), '10.105'],
  ['a project, its resources', limit('project', 'prj_1'), '10.105'],
  ['a project without resources, nothing', { ...limit('project', 'prj_1'), resources: [] }, '0'],
])('under a limit of %s counts', (_case, under, spent) => {
  expect(spentUnder(under, spendings).spent).toBe(spent);
});

test.each([
  [limit('team', ''), true, true],
  [limit('installation', 'icfg_1'), true, true],
  [limit('installation', 'icfg_2'), false, false],
  [limit('resource', 'store_1'), true, false],
  [limit('project', 'prj_1'), true, false],
])('%o covers a resource: %s, and its installation as a whole: %s', (under, own, whole) => {
  expect(covers(under, { installationId: 'icfg_1', resourceId: 'store_1' })).toBe(own);
  expect(covers(under, { installationId: 'icfg_1', resourceId: null })).toBe(whole);
});

test.each([
  ['90', '10', true],
  ['90', '10.01', false],
  ['99.995', '0.005', true],
  ['-5', '105', true],
  ['99.99', null, true],
  ['100', null, false],
  ['100', '0.00', true],
])('with %s spent of 100, %s more has room: %s', (spent, asked, has) => {
  expect(leavesRoom({ amount: '100' }, { spent, asked })).toBe(has);
});

test.each([
  ['100', '49.999', []],
  ['100', '50', [50]],
  ['100', '250', [50, 80, 100]],
  ['0.01', '0.005', [50]],
  ['0', '10', []],
])('of %s, %s reaches the shares %j', (amount, spent, shares) => {
  expect(sharesReached({ ...limit('team', ''), amount }, spent)).toEqual(shares);
});
