import {
  externalResourceId,
  installationId,
  invoiceId,
  operationId,
  resourceId,
  teamId,
} from '@kontor/protocol/vocabulary';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, retrySchedule } from './decide.ts';
import { beginOperation, type Intent, type Operation, type OperationKind } from './operation.ts';
import type { ProviderOutcome } from './outcome.ts';

const externalId = externalResourceId.parse('db_1');
const intents = {
  install: { kind: 'install', acceptedPolicies: {} },
  'update-installation': { kind: 'update-installation', billingPlanId: 'pro' },
  'renew-installation': { kind: 'renew-installation', acceptedPolicies: {} },
  uninstall: { kind: 'uninstall' },
  provision: { kind: 'provision', product: 'db', name: 'main', metadata: {}, billingPlanId: 'pro' },
  'update-resource': { kind: 'update-resource', externalId, name: 'other' },
  'delete-resource': { kind: 'delete-resource', externalId, isLinked: false },
  'provision-purchase': {
    kind: 'provision-purchase',
    invoiceId: invoiceId.parse(`inv_${'0'.repeat(24)}`),
  },
  'rotate-secrets': { kind: 'rotate-secrets', externalId },
  'remove-leftover': { kind: 'remove-leftover', externalId },
} as const satisfies { readonly [Kind in OperationKind]: Intent & { readonly kind: Kind } };

function operation(kind: OperationKind, rest: Partial<Operation> = {}): Operation {
  const begun = beginOperation({
    id: operationId.parse(`op_${'a'.repeat(24)}`),
    teamId: teamId.parse(`team_${'b'.repeat(24)}`),
    installationId: installationId.parse(`icfg_${'c'.repeat(24)}`),
    resourceId: /install/.test(kind) ? null : resourceId.parse(`store_${'d'.repeat(24)}`),
    callerKey: null,
    actor: { kind: 'system' },
    intent: intents[kind],
    traceId: 'e'.repeat(32),
    at: new Date('2026-01-05T10:00:00Z'),
  });
  return { ...begun, ...rest };
}

function refused(status: number, rest: { retryAfterMs?: number } = {}): ProviderOutcome<never> {
  const refusal = { status, code: 'no', message: 'Not like this.' };
  return { kind: 'refused', refusal, isRetryable: status === 425 || status === 429, ...rest };
}

const answered = { kind: 'answered', answer: {} } as const;
const notSent = { kind: 'not-sent', reason: 'The name cannot be found.' } as const;
const unknown = (reason: Extract<ProviderOutcome<never>, { kind: 'unknown' }>['reason']) =>
  ({ kind: 'unknown', reason }) as const;

const doubtful = { attempts: 2, mayHaveHappened: true };
const last = { attempts: retrySchedule.length + 1 };
const lastDoubtful = { ...last, mayHaveHappened: true };

const succeed = { do: 'succeed' };
const settle = { do: 'settle' };
const retry = (afterMs: number, mayHaveHappened = true) => ({
  do: 'retry',
  afterMs,
  mayHaveHappened,
});
const fail = (code: string) => ({ do: 'fail', refusal: expect.objectContaining({ code }) });

test('what the host held back says when it is worth another try', () => {
  const held: ProviderOutcome<never> = { ...notSent, retryAfterMs: 4_200 };

  expect(decide(operation('provision'), held)).toMatchObject({
    do: 'fail',
    refusal: { code: 'provider_unreachable', retryAfterSeconds: 5 },
  });
});

/** Rows of docs/outcomes.md, which are the same for both kinds. */
describe.each(['install', 'provision'] as const)('an attempt to %s', (kind) => {
  test.each([
    ['INST-1, PROV-1: answered', {}, answered, succeed],
    ['INST-1, PROV-1: answered after an unknown', doubtful, answered, succeed],
    ['INST-2, PROV-2: refused', {}, refused(400), fail('provider_refused')],
    ['INST-3, PROV-3: refused for now', {}, refused(429), retry(500, false)],
    ['INST-3, PROV-3: refused for now after an unknown', doubtful, refused(425), retry(2_000)],
    ['INST-4, PROV-4: refused for now at last', last, refused(429), fail('provider_refused')],
    ['INST-5, PROV-5: refused after an unknown', doubtful, refused(409), settle],
    ['INST-5, PROV-5: refused for now at last', lastDoubtful, refused(429), settle],
    ['INST-6, PROV-6: 404', {}, refused(404), fail('provider_refused')],
    ['INST-6, PROV-6: 410', {}, refused(410), fail('provider_refused')],
    ['INST-7, PROV-7: not sent', {}, notSent, fail('provider_unreachable')],
    ['INST-8, PROV-8: not sent after an unknown', doubtful, notSent, retry(2_000)],
    ['INST-9, PROV-9: timeout', {}, unknown('timeout'), retry(500)],
    ['INST-10, PROV-10: cut', {}, unknown('cut'), retry(500)],
    ['INST-11, PROV-11: 5xx', {}, unknown('server_error'), retry(500)],
    ['INST-12, PROV-12: unreadable', {}, unknown('unreadable'), retry(500)],
    ['INST-13, PROV-13: too large', {}, unknown('too_large'), retry(500)],
    ['INST-16, PROV-16: unknown at last', lastDoubtful, unknown('timeout'), settle],
    ['INST-16, PROV-16: unknown for the first time, at last', last, unknown('cut'), settle],
    ['INST-16, PROV-16: not sent at last', lastDoubtful, notSent, settle],
  ])('%s', (_row, state, outcome, step) => {
    expect(decide(operation(kind, state), outcome)).toEqual(step);
  });
});

/** Their rows have the same numbers, and differ only in what 404 and 410 mean. */
describe.each([
  ['update-resource', 'UPRES'],
  ['update-installation', 'UPINST'],
  ['delete-resource', 'DELRES'],
  ['uninstall', 'UNINST'],
] as const)('an attempt to %s', (kind, call) => {
  const isRemoval = call === 'DELRES' || call === 'UNINST';
  test.each([
    [1, 'answered', {}, answered, succeed],
    [2, 'refused', {}, refused(400), fail('provider_refused')],
    [3, 'refused for now', {}, refused(429), retry(500, false)],
    [4, 'refused for now at last', last, refused(429), fail('provider_refused')],
    [5, 'refused after an unknown', doubtful, refused(409), settle],
    [6, '404', {}, refused(404), isRemoval ? succeed : fail('provider_refused')],
    [6, '410', {}, refused(410), isRemoval ? succeed : fail('provider_refused')],
    [6, '404 after an unknown', doubtful, refused(404), isRemoval ? succeed : settle],
    [7, 'not sent', {}, notSent, fail('provider_unreachable')],
    [8, 'not sent after an unknown', doubtful, notSent, retry(2_000)],
    [9, 'timeout', {}, unknown('timeout'), retry(500)],
    [9, 'cut', {}, unknown('cut'), retry(500)],
    [9, '5xx', {}, unknown('server_error'), retry(500)],
    [9, 'unreadable', {}, unknown('unreadable'), retry(500)],
    [9, 'too large', {}, unknown('too_large'), retry(500)],
    [11, 'unknown at last', lastDoubtful, unknown('timeout'), settle],
  ])(`${call}-%i: %s`, (_row, _title, state, outcome, step) => {
    expect(decide(operation(kind, state), outcome)).toEqual(step);
  });
});

describe('the wait before the next attempt', () => {
  test('is longer where the provider asks for it, and never longer than an hour', () => {
    const steps = [1, 20_000, 86_400_000].map((retryAfterMs) =>
      decide(operation('install'), refused(429, { retryAfterMs })),
    );

    expect(steps).toEqual([retry(500, false), retry(20_000, false), retry(3_600_000, false)]);
  });

  test('counts for a provider that fails as for one that refuses', () => {
    const outcome = { ...unknown('server_error'), retryAfterMs: 60_000 };

    expect(decide(operation('install'), outcome)).toEqual(retry(60_000));
  });

  test('grows with each attempt and adds up to about an hour and a half', () => {
    const waits = retrySchedule.map((_, index) =>
      decide(operation('install', { attempts: index + 1 }), unknown('timeout')),
    );

    expect(waits).toEqual(retrySchedule.map((afterMs) => retry(afterMs)));
    expect([...retrySchedule].sort((a, b) => a - b)).toEqual(retrySchedule);
    expect(retrySchedule.reduce((sum, wait) => sum + wait)).toBe(5_560_500);
  });
});

test('what the provider said stands in the refusal, with its wrong fields and its help', () => {
  const refusal = {
    status: 400,
    code: 'validation_error',
    message: 'Unknown region.',
    userMessage: 'Choose another region.',
    userUrl: 'https://db.example/regions',
    fields: [{ key: 'region', message: 'is unknown' }],
  };

  expect(decide(operation('provision'), { kind: 'refused', refusal, isRetryable: false })).toEqual({
    do: 'fail',
    refusal: {
      code: 'provider_refused',
      message: 'The provider refused (400 validation_error): Unknown region.',
      userMessage: 'Choose another region.',
      url: 'https://db.example/regions',
      fields: [{ key: 'region', message: 'is unknown' }],
    },
  });
});

const reasons = ['timeout', 'cut', 'server_error', 'unreadable', 'too_large', 'cancelled'] as const;
const outcomes = fc.oneof(
  fc.constant(notSent),
  fc.integer({ min: 400, max: 499 }).map((status) => refused(status)),
  fc.constantFrom(...reasons).map(unknown),
);
const states = fc.record({ attempts: fc.integer({ min: 1, max: 20 }) });

test('an operation that may have happened never fails without having been settled', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('install', 'provision'),
      states,
      outcomes,
      (kind, state, outcome) => {
        const step = decide(operation(kind, { ...state, mayHaveHappened: true }), outcome);

        expect(['retry', 'settle']).toContain(step.do);
        if (step.do === 'retry') expect(step.mayHaveHappened).toBe(true);
      },
    ),
  );
});

test('nothing is tried again for ever', () => {
  fc.assert(
    fc.property(fc.constantFrom('install', 'provision', 'uninstall'), outcomes, (kind, outcome) => {
      const step = decide(operation(kind, { ...last, mayHaveHappened: true }), outcome);

      expect(step.do).not.toBe('retry');
    }),
  );
});
