import { expect, test } from 'vitest';
import { differences, shapeOf } from './shape.ts';

const resource = {
  ...{ id: 'db_1', productId: 'db', name: 'orders', status: 'ready', notification: null },
  metadata: { region: 'fra1', replicas: 2 },
  billingPlan: { id: 'free', type: 'subscription', cost: '$0', paymentMethodRequired: false },
  secrets: [
    { name: 'URL', value: '***' },
    { name: 'TOKEN', value: '***' },
  ],
};

test('what a script can know of an answer stays, and the rest is told by its kind', () => {
  expect(shapeOf(resource)).toEqual({
    ...{ id: '(text)', productId: 'db', name: 'orders', status: 'ready', notification: null },
    metadata: { region: '(text)', replicas: '(number)' },
    billingPlan: { id: 'free', type: 'subscription', cost: '(text)', paymentMethodRequired: false },
    secrets: [
      { name: 'URL', value: '(secret)' },
      { name: 'TOKEN', value: '(secret)' },
    ],
  });
});

test.each([
  ['the same with other ids and texts', { id: 'db_2', metadata: { region: 'iad1', replicas: 5 } }],
  ['with more than there was', { extra: 1, secrets: [{ name: 'NEW' }, ...resource.secrets] }],
])('%s is no difference', (_what, changed) => {
  expect(differences(shapeOf(resource), shapeOf({ ...resource, ...changed }))).toEqual([]);
});

test.each([
  ['another status', { status: 'pending' }, ['status was "ready" and is "pending"']],
  [
    'another plan',
    { billingPlan: { ...resource.billingPlan, id: 'pro' } },
    ['billingPlan.id was "free" and is "pro"'],
  ],
  ['a field that is gone', { billingPlan: undefined }, ['billingPlan is missing']],
  [
    'another kind',
    { metadata: { region: 'fra1', replicas: '2' } },
    ['metadata.replicas was "(number)" and is "(text)"'],
  ],
  [
    'a secret that is gone',
    { secrets: [resource.secrets[0]] },
    ['secrets had {"name":"TOKEN","value":"(secret)"}'],
  ],
])('%s is told with its place', (_what, changed, told) => {
  expect(differences(shapeOf(resource), shapeOf({ ...resource, ...changed }))).toEqual(told);
});
