import { externalResourceId, type ResourceStatus } from '@kontor/protocol/vocabulary';
import { mint, newBillingPlan, newInstallation, newResource } from '@kontor/testing/team-world';
import { describe, expect, test } from 'vitest';
import type { Intent } from '../operation/operation.ts';
import type { Resource } from '../resource/resource.ts';
import { compareAccount } from './compare-account.ts';
import { type Billed, billsOfGhosts, compareBills } from './compare-bills.ts';
import { compareResource } from './compare-resource.ts';
import { compareStrangers, neverKnown } from './compare-strangers.ts';
import type { KnownResource } from './known-resource.ts';

const at = new Date('2026-02-01T00:00:00Z');
const times = { at, billedAt: at };
const externalId = externalResourceId.parse('db_1');
const plan = newBillingPlan({ id: 'pro' });
const teamId = mint.team();
const installationId = mint.installation();

function known(
  given: Partial<Resource> = {},
  rest: Partial<Omit<KnownResource, 'resource'>> = {},
): KnownResource {
  const resource: Resource = {
    ...newResource({ teamId, installationId, name: 'main', lifecycle: 'active' }),
    externalId,
    billingPlan: plan,
    provisionedBy: mint.operation(),
    ...given,
  };
  const usual = { isTransferred: false, isChanging: false, wasRemovedOnRequest: false };
  return { resource, ...usual, ...rest };
}

const there = (given: object = {}) => {
  const { resource } = known();
  const { name, status, metadata } = resource;
  return {
    kind: 'there',
    report: { externalId, name, status, metadata, billingPlan: plan, ...given },
  } as const;
};
const gone = { kind: 'gone', said: '404' } as const;
const deleted = { lifecycle: 'deleted', deletedAt: new Date('2026-01-20T00:00:00Z') } as const;

/** How what an operation made here differs in its repair from what came otherwise. */
const origins = [
  ['imported', { provisionedBy: null }, {}],
  ['linked', { ownership: 'linked' }, {}],
  ['transferred', {}, { isTransferred: true }],
] as const;

describe('a resource', () => {
  test('that both sides have alike is no finding', () => {
    expect(compareResource(known(), there(), times)).toEqual([]);
  });

  test.each([gone, there({ status: 'uninstalled' })])(
    'that its provider has not is a ghost, and can be forgotten: %#',
    (reading) => {
      const [finding, ...others] = compareResource(known(), reading, times);

      expect(others).toEqual([]);
      expect(finding).toMatchObject({ kind: 'ghost', severity: 'medium', repair: 'forget' });
    },
  );

  test.each(origins)('that was %s is no ghost to be forgotten', (origin, given, rest) => {
    const [finding] = compareResource(known(given, rest), gone, times);

    expect(finding).toMatchObject({ kind: 'ghost', repair: null, here: { origin } });
  });

  test.each([
    ['status', { status: 'suspended' as ResourceStatus }, 'medium'],
    ['billingPlan', { billingPlan: newBillingPlan({ id: 'team' }) }, 'medium'],
    ['name', { name: 'other' }, 'low'],
    ['metadata', { metadata: { region: 'iad1' } }, 'low'],
  ])('of which the provider tells another %s has drifted', (part, given, severity) => {
    const [finding] = compareResource(known(), there(given), times);

    expect(finding).toMatchObject({ kind: 'drift', severity, repair: 'take-over' });
    expect(Object.keys(finding?.here ?? {})).toEqual([part]);
  });

  test('that was deleted here on request and is still there is left over, and can be removed', () => {
    const [finding] = compareResource(
      known(deleted, { wasRemovedOnRequest: true }),
      there(),
      times,
    );

    expect(finding).toMatchObject({ kind: 'orphan', severity: 'high', repair: 'remove' });
  });

  test.each([...origins, ['provisioned and never asked to be removed', {}, {}] as const])(
    'that is left over and was %s is removed by nobody',
    (origin, given, rest) => {
      const asked = { wasRemovedOnRequest: origin !== 'provisioned and never asked to be removed' };
      const [finding] = compareResource(
        known({ ...deleted, ...given }, { ...asked, ...rest }),
        there(),
        times,
      );

      expect(finding).toMatchObject({ kind: 'orphan', repair: null });
    },
  );

  test.each([gone, there({ name: 'other' })])(
    'that is being changed is left alone: %#',
    (reading) => {
      expect(compareResource(known({}, { isChanging: true }), reading, times)).toEqual([]);
    },
  );
});

const intent = {
  kind: 'provision',
  product: 'db',
  name: 'main',
  metadata: { region: 'fra1' },
  billingPlanId: 'pro',
} satisfies Intent;
const unsettled = { id: mint.operation(), intent };
const stranger = (id: string, more = {}) => ({
  externalId: externalResourceId.parse(id),
  product: 'db',
  name: 'main',
  status: 'ready' as const,
  metadata: { region: 'fra1' },
  billingPlan: plan,
  ...more,
});

describe('what was never known here', () => {
  test('and is just what one operation in doubt asked for, can be removed', () => {
    const [finding] = compareStrangers([stranger('db_9')], [unsettled]);

    expect(finding).toMatchObject({
      kind: 'orphan',
      severity: 'high',
      repair: 'remove',
      here: { operation: unsettled.id },
    });
  });

  test.each([
    ['nobody asked for it', [stranger('db_9')], []],
    ['it has another name', [stranger('db_9', { name: 'other' })], [unsettled]],
    ['it is of another product', [stranger('db_9', { product: 'kv' })], [unsettled]],
    ['it has other metadata', [stranger('db_9', { metadata: {} })], [unsettled]],
    ['two fit one operation', [stranger('db_8'), stranger('db_9')], [unsettled]],
    [
      'two operations fit it',
      [stranger('db_9')],
      [unsettled, { ...unsettled, id: mint.operation() }],
    ],
  ])('is removed by nobody where %s', (_title, strangers, operations) => {
    const findings = compareStrangers(strangers, operations);

    expect(findings.map(({ kind, repair }) => [kind, repair])).toEqual(
      strangers.map(() => ['orphan', null]),
    );
  });

  test('stays in doubt at a provider that does not list what it has', () => {
    expect(neverKnown([unsettled])).toMatchObject([{ kind: 'unknown-outcome', repair: null }]);
  });
});

describe('an installation', () => {
  const installed = newInstallation({ teamId, lifecycle: 'installed' });
  const over = { ...installed, lifecycle: 'uninstalled', finalizedAt: at } as const;
  const account = (report = {}) => ({ kind: 'there', report }) as const;

  test.each([
    ['is alike on both sides', installed, account(), []],
    ['is gone at its provider', installed, gone, [['ghost', null]]],
    ['has another plan there', installed, account({ billingPlan: plan }), [['drift', 'take-over']]],
    ['is over and gone', over, gone, []],
    ['is over and still there', over, account(), [['orphan', 'remove']]],
    [
      'failed and is there',
      { ...installed, lifecycle: 'failed' },
      account(),
      [['orphan', 'remove']],
    ],
    ['waits for last invoices', { ...over, finalizedAt: null }, account(), []],
  ] as const)('that %s', (_title, installation, reading, found) => {
    const findings = compareAccount(installation, reading, times);

    expect(findings.map(({ kind, repair }) => [kind, repair])).toEqual(found);
  });
});

describe('a bill', () => {
  const day = (text: string) => new Date(`2026-01-${text}T00:00:00Z`);
  const billed = (given: Partial<Billed> = {}): Billed => ({
    externalId,
    source: 'invoice',
    from: day('21'),
    until: day('31'),
    invoices: ['inv_1'],
    ...given,
  });
  const nowhere = new Set<string>();

  test.each([
    ['of what is there', known(), billed(), 0],
    ['of a time before the deletion', known(deleted), billed({ from: day('19') }), 0],
    ['of a time after the deletion', known(deleted), billed(), 1],
    ['of what was never known', known({ externalId: externalResourceId.parse('x') }), billed(), 1],
  ])('%s', (_title, resource, bill, count) => {
    const found = compareBills([bill], [resource], nowhere);

    expect(found.map(({ kind }) => kind)).toEqual(Array(count).fill('billed-but-gone'));
  });

  test('of what has moved to another installation is that one’s', () => {
    expect(compareBills([billed()], [], new Set([externalId]))).toEqual([]);
  });

  test('of what its provider says it has not is worth more than the ghost', () => {
    const ghosts = compareResource(known(), gone, times);

    expect(billsOfGhosts([billed()], ghosts, day('30'))).toMatchObject([
      { kind: 'gone-but-billed', severity: 'high', repair: null },
    ]);
    expect(billsOfGhosts([billed({ until: day('29') })], ghosts, day('30'))).toEqual([]);
  });
});
