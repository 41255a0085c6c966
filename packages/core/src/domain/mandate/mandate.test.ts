import { action, agentAction } from '@kontor/protocol/vocabulary';
import { newMandate } from '@kontor/testing/team-world';
import { expect, test } from 'vitest';
import { may } from '../access/roles.ts';
import { givenByDefault, judgeMandate, rightFor, type StandingMandate } from './mandate.ts';

const at = new Date('2026-01-01T12:00:00Z');
const place = { integrationId: 'oac_lagoon', productId: 'iap_db' };
const standing = (given: Partial<StandingMandate> = {}): StandingMandate => ({
  ...newMandate({ actions: ['resource:write'] }),
  role: 'owner',
  ...given,
});
const asked = (mandate: StandingMandate | undefined, wanted = place) => {
  const judged = judgeMandate(mandate, { action: 'resource:write', place: wanted, at });
  return judged.ok ? 'yes' : judged.error.code;
};

test.for([
  ['as it was given', standing(), 'yes'],
  ['of which nobody knows', undefined, 'unauthenticated'],
  ['that is revoked', standing({ revokedAt: at }), 'unauthenticated'],
  ['that expires now', standing({ expiresAt: at }), 'unauthenticated'],
  ['that expires later', standing({ expiresAt: new Date(at.getTime() + 1) }), 'yes'],
  ['whose person has left', standing({ role: null }), 'forbidden'],
  ['whose person may not do it any more', standing({ role: 'viewer' }), 'forbidden'],
  ['whose person still may', standing({ role: 'developer' }), 'yes'],
  ['that was not given it', standing({ actions: ['connection:write'] }), 'forbidden'],
] as const)('a mandate %s', ([, mandate, answer]) => {
  expect(asked(mandate)).toBe(answer);
});

test.for([
  ['the product', { integrationId: 'oac_lagoon', productId: 'iap_db' }, 'yes'],
  ['all of its integration', { integrationId: 'oac_lagoon', productId: null }, 'yes'],
  ['another product', { integrationId: 'oac_lagoon', productId: 'iap_kv' }, 'forbidden'],
  ['another integration', { integrationId: 'oac_other', productId: 'iap_db' }, 'forbidden'],
] as const)('a mandate for %s reaches a resource of the product: %s', ([, product, answer]) => {
  expect(asked(standing({ products: [product] }))).toBe(answer);
});

test('a mandate for a product reaches its installation as a whole, and no mandate for another', () => {
  const whole = { integrationId: 'oac_lagoon', productId: null as never };
  expect(asked(standing({ products: [place] }), whole)).toBe('yes');
  expect(asked(standing({ products: [] }), whole)).toBe('forbidden');
});

test('nothing that rules over the team, its people, its tokens or its money is given away', () => {
  const kept = action.options.filter((each) => !agentAction.options.includes(each as never));
  expect(kept).toEqual([
    'team:manage',
    'member:manage',
    'token:manage',
    'integration:manage',
    'webhook:manage',
    'billing:manage',
    'clock:manage',
  ]);
});

test('what is given by default can be given, and shows no values', () => {
  expect(givenByDefault.every((each) => agentAction.options.includes(each))).toBe(true);
  expect(givenByDefault.filter((each) => each.endsWith('read-values'))).toEqual([]);
});

test('each kind of operation needs a right that a role has', () => {
  expect(Object.values(rightFor).every((right) => may('owner', right))).toBe(true);
});
