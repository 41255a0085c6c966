import type { ProviderCall } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { fillOwnValues } from '../dev/own-values.ts';
import { scriptOfCalls } from './script-of-calls.ts';

let count = 0;
function call(operation: string, changed: Partial<ProviderCall> = {}): ProviderCall {
  count += 1;
  return {
    ...{ id: String(count), at: '2027-01-31T12:00:00.000Z', direction: 'outbound', operation },
    ...{ method: 'POST', path: '/', status: 200, outcome: 'answered', durationMs: 5, attempt: 1 },
    ...{ traceId: 't', installationId: 'icfg_1', resourceId: null, replayOf: null },
    ...{ replayedBy: null, idempotencyKey: `op_${count}`, requestBody: null, responseBody: null },
    ...changed,
  };
}

const orders = {
  requestBody: {
    ...{ productId: 'db', name: 'orders', billingPlanId: 'free' },
    metadata: { region: 'fra1', password: '***', replicas: 2 },
  },
  responseBody: { id: 'res 1', secrets: [{ name: 'URL' }] },
};

const commandsOf = (calls: readonly ProviderCall[]) =>
  scriptOfCalls(calls, 'lagoon').map((line) =>
    line.kind === 'step'
      ? `${line.step.words.join(' ')} => ${line.step.exitCode}`
      : `(${line.because})`,
  );

test('changes become what a customer does, and a secret a place for one', () => {
  expect(
    commandsOf([
      call('upsertInstallation', { method: 'PUT' }),
      call('listProductPlans', { method: 'GET' }),
      call('provisionResource', orders),
      call('updateResource', { resourceId: 'res 1', requestBody: { billingPlanId: 'pro' } }),
      call('rotateSecrets', { resourceId: 'res 1', outcome: 'refused', status: 409 }),
      call('deleteResource', { resourceId: 'res 1', method: 'DELETE' }),
      call('deleteInstallation', { method: 'DELETE' }),
    ]),
  ).toEqual([
    'install lagoon --accept-all => 0',
    'resource create lagoon/db --name orders --plan free --metadata region=fra1 --metadata password={{own:password}} --metadata replicas=2 --accept-all => 0',
    'resource plan orders pro --yes => 0',
    'resource rotate orders --yes => 6',
    'resource delete orders --yes => 0',
    'uninstall lagoon --yes => 0',
  ]);
});

test('attempts of one change are one step, which ends as the last of them', () => {
  const attempt = { ...orders, idempotencyKey: 'op_same' };

  expect(
    commandsOf([
      call('upsertInstallation'),
      call('provisionResource', { ...attempt, outcome: 'unknown', status: 500 }),
      call('provisionResource', { ...attempt, attempt: 2 }),
      call('provisionResource', { replayOf: '1' }),
      call('createEvent', { direction: 'inbound' }),
    ]),
  ).toEqual([
    'install lagoon --accept-all => 0',
    expect.stringMatching(/^resource create lagoon\/db .* => 0$/),
  ]);
});

test('what no command makes is left out, with the reason', () => {
  expect(
    commandsOf([
      call('rotateSecrets', { resourceId: 'older' }),
      call('updateResource', { requestBody: { name: 'other' } }),
      call('createTransferRequest'),
      call('upsertInstallation', { outcome: 'unknown' }),
    ]),
  ).toEqual([
    '(its resource was made before)',
    '(no command changes what it changes)',
    '(no command makes it alone)',
    '(nobody knows how it has ended)',
  ]);
});

test('a replay fills places for secrets with its own, equal ones for equal names', () => {
  const fill = fillOwnValues();
  const [a, again, b] = ['{{own:a}}', 'x={{own:a}}', '{{own:b}}'].map(fill);

  expect(a).toMatch(/^[0-9a-f]{32}$/);
  expect(again).toBe(`x=${a}`);
  expect(b).not.toBe(a);
  expect(fill('nothing')).toBe('nothing');
});
