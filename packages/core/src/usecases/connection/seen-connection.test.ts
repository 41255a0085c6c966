import { connectionId, projectId, resourceId } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import { changedMeanwhile } from './seen-connection.ts';

const zeros = '0'.repeat(24);
const current = {
  id: connectionId.parse(`con_${zeros}`),
  resourceId: resourceId.parse(`store_${zeros}`),
  projectId: projectId.parse(`prj_${zeros}`),
  environments: ['production', 'staging'],
  prefix: 'SHOP',
  makesSensitive: false,
  deployments: { required: true, actions: [] },
  createdAt: new Date(0),
};
const { environments, prefix, makesSensitive } = current;
const seen = { environments, prefix, makesSensitive };

test('one that is as it was seen may be changed, in whatever order its environments were named', () => {
  expect(changedMeanwhile(current, undefined)).toBeUndefined();
  expect(changedMeanwhile(current, seen)).toBeUndefined();
  expect(
    changedMeanwhile(current, { ...seen, environments: environments.toReversed() }),
  ).toBeUndefined();
});

test.each([
  { environments: ['production'] },
  { prefix: null },
  { prefix: 'OTHER' },
  { makesSensitive: true },
])('one that was seen as %o is not changed over, and what it is now is told', (other) => {
  expect(changedMeanwhile(current, { ...seen, ...other })).toMatchObject({
    code: 'connection_changed',
    facts: { current: seen },
  });
});
