import { externalResourceId } from '@kontor/protocol/vocabulary';
import { describe, expect, test } from 'vitest';
import {
  acts,
  dropped,
  type Fate,
  gone,
  killed,
  lost,
  refuses,
  unreachable,
} from '../../../test/fateful-provider.ts';
import { operationWorld } from '../../../test/operation-world.ts';
import { retrySchedule } from '../../domain/operation/decide.ts';
import type { OperationKind, OperationRefusal } from '../../domain/operation/operation.ts';

/** Attempts before an operation settles, and attempts at settling before it is given up. */
const CALLS = retrySchedule.length + 1;
const SETTLEMENTS = 24;
const times = (count: number, fate: Fate) => Array.from({ length: count }, () => fate);
const allLost = times(CALLS, lost('timeout'));
const allDropped = times(CALLS, dropped);

/** The lifecycle that each kind of operation leaves while it runs and by its end, and the events. */
const words = {
  install: {
    lifecycle: { running: 'installing', succeeded: 'installed', failed: 'failed' },
    events: { succeeded: ['installation.created'], failed: ['installation.failed'] },
  },
  provision: {
    lifecycle: { running: 'provisioning', succeeded: 'active', failed: 'failed' },
    events: { succeeded: ['resource.provisioned'], failed: ['resource.provision-failed'] },
  },
  'update-resource': {
    lifecycle: { running: 'active', succeeded: 'active', failed: 'active' },
    events: { succeeded: ['resource.updated'], failed: ['resource.update-failed'] },
  },
  'delete-resource': {
    lifecycle: { running: 'deleting', succeeded: 'deleted', failed: 'active' },
    events: {
      succeeded: ['connection.removed', 'resource.removed'],
      failed: ['resource.removal-failed'],
    },
  },
  'rotate-secrets': {
    lifecycle: { running: 'active', succeeded: 'active', failed: 'active' },
    events: {
      succeeded: ['resource.secrets-updated', 'resource.rotation-completed'],
      failed: ['resource.rotation-failed'],
    },
  },
  'provision-purchase': {
    lifecycle: { running: 'installed', succeeded: 'installed', failed: 'installed' },
    events: { succeeded: ['purchase.provisioned'], failed: ['purchase.provision-failed'] },
  },
  'update-installation': {
    lifecycle: { running: 'installed', succeeded: 'installed', failed: 'installed' },
    events: { succeeded: ['installation.updated'], failed: ['installation.update-failed'] },
  },
  'renew-installation': {
    lifecycle: { running: 'installed', succeeded: 'installed', failed: 'installed' },
    events: { succeeded: ['installation.renewed'], failed: ['installation.renewal-failed'] },
  },
  'remove-leftover': {
    lifecycle: { running: 'installed', succeeded: 'installed', failed: 'installed' },
    events: { succeeded: ['leftover.removed'], failed: ['leftover.removal-failed'] },
  },
  uninstall: {
    lifecycle: { running: 'uninstalling', succeeded: 'uninstalled', failed: 'installed' },
    events: {
      succeeded: ['connection.removed', 'resource.removed', 'installation.removed'],
      failed: ['installation.removal-failed'],
    },
  },
} as const satisfies Record<OperationKind, object>;

type Standing = (kind: OperationKind) => Readonly<Record<string, unknown>>;
/** `isDone`: the provider has done what was wanted. */
type Facts = { readonly attempts: number; readonly isDone: boolean };

const succeeded =
  (attempts: number): Standing =>
  (kind) => ({
    operation: 'succeeded',
    attempts,
    lifecycle: words[kind].lifecycle.succeeded,
    isDone: true,
    events: words[kind].events.succeeded,
  });
const failed =
  (code: OperationRefusal['code'], facts: Facts): Standing =>
  (kind) => ({
    operation: 'failed',
    code,
    ...facts,
    lifecycle: words[kind].lifecycle.failed,
    events: words[kind].events.failed,
  });
const running =
  (
    operation: 'call' | 'settle',
    facts: Facts & { readonly again: number | 'after the lease' },
  ): Standing =>
  (kind) => ({ operation, ...facts, lifecycle: words[kind].lifecycle.running, events: [] });

const refused = (attempts: number) => failed('provider_refused', { attempts, isDone: false });
const unsettled = (facts: Facts) => failed('provider_outcome_unknown', facts);
const again = (isDone: boolean) => running('call', { attempts: 1, again: 500, isDone });
const unreached = failed('provider_unreachable', { attempts: 1, isDone: false });
const unreachedLater = running('call', { attempts: 2, again: 2_000, isDone: true });
const left = running('call', { attempts: 1, again: 'after the lease', isDone: true });
const settles = running('settle', { attempts: 0, again: 0, isDone: true });
const settlesAgain = running('settle', { attempts: 1, again: 500, isDone: true });

async function standingAfter(kind: OperationKind, fates: readonly Fate[], attempts: number) {
  const world = await operationWorld(kind);
  world.outside.meets(...fates);
  await world.attempts(attempts);
  return world.standing();
}

/** What each attempt meets, and how things stand then. */
type AttemptRow = readonly [row: string, fates: readonly Fate[], then: Standing];

describe.each(['install', 'provision'] as const)('an attempt to %s', (kind) => {
  test.each<AttemptRow>([
    ['INST-1, PROV-1: answered', [acts], succeeded(1)],
    ['INST-2, PROV-2: refused', [refuses(400)], refused(1)],
    ['INST-3, PROV-3: refused for now', [refuses(429)], again(false)],
    ['INST-4, PROV-4: refused for now to the last', times(CALLS, refuses(429)), refused(CALLS)],
    ['INST-5, PROV-5: refused after an unknown', [lost('timeout'), refuses(409)], settles],
    ['INST-6, PROV-6: 404', [refuses(404)], refused(1)],
    ['INST-6, PROV-6: 410', [refuses(410)], refused(1)],
    ['INST-7, PROV-7: not sent', [unreachable], unreached],
    ['INST-8, PROV-8: not sent after an unknown', [lost('cut'), unreachable], unreachedLater],
    ['INST-9, PROV-9: timeout', [lost('timeout')], again(true)],
    ['INST-10, PROV-10: cut', [dropped], again(false)],
    ['INST-11, PROV-11: 5xx', [lost('server_error')], again(true)],
    ['INST-12, PROV-12: unreadable', [lost('unreadable')], again(true)],
    ['INST-13, PROV-13: too large', [lost('too_large')], again(true)],
    ['INST-14, PROV-14: the process dies in it', [killed], left],
    ['INST-14, PROV-14: what it did counts as unknown', [killed, refuses(409)], settles],
    ['INST-14, PROV-14: the same key brings the same again', [killed, acts], succeeded(2)],
    ['INST-15, PROV-15: the process dies after it', [refuses(429), refuses(409)], refused(2)],
    ['INST-16, PROV-16: unknown to the last', allLost, settles],
  ])('%s', async (_row, fates, then) => {
    expect(await standingAfter(kind, fates, fates.length)).toEqual(then(kind));
  });
});

describe.each([
  ['update-resource', 'UPRES'],
  ['update-installation', 'UPINST'],
  ['delete-resource', 'DELRES'],
  ['rotate-secrets', 'ROTATE'],
  ['provision-purchase', 'PURCH'],
  ['renew-installation', 'RENEW'],
  ['uninstall', 'UNINST'],
] as const)('an attempt to %s', (kind, call) => {
  const isRemoval = call === 'DELRES' || call === 'UNINST';
  test.each<AttemptRow>([
    ['1: answered', [acts], succeeded(1)],
    ['2: refused', [refuses(400)], refused(1)],
    ['3: refused for now', [refuses(429)], again(false)],
    ['4: refused for now to the last', times(CALLS, refuses(429)), refused(CALLS)],
    ['5: refused after an unknown', [lost('timeout'), refuses(409)], settles],
    isRemoval ? ['6: 404', [gone(404)], succeeded(1)] : ['6: 404', [refuses(404)], refused(1)],
    isRemoval
      ? ['6: 410 after an unknown', [lost('cut'), gone(410)], succeeded(2)]
      : ['6: 410 after an unknown', [lost('cut'), refuses(410)], settles],
    ['7: not sent', [unreachable], unreached],
    ['8: not sent after an unknown', [lost('cut'), unreachable], unreachedLater],
    ['9: unreadable', [lost('unreadable')], again(true)],
    ['10: the process dies in it', [killed], left],
    ['10: the process dies after it', [refuses(429), refuses(409)], refused(2)],
    ['11: unknown to the last', allLost, settles],
  ])(`${call}-%s`, async (_row, fates, then) => {
    expect(await standingAfter(kind, fates, fates.length)).toEqual(then(kind));
  });
});

/** Nothing had to be removed: the world of this test did not have to lose it. */
const foundGone: Standing = (kind) => ({ ...succeeded(1)(kind), isDone: false });

/** Each attempt looks first, and removes what it has seen. */
test.each<AttemptRow>([
  ['LEFT-1: removed', [acts, acts], succeeded(1)],
  ['LEFT-1: gone by then', [acts, gone(404)], succeeded(1)],
  ['LEFT-2: gone before', [gone(410)], foundGone],
  ['LEFT-4: to look is refused', [refuses(403)], refused(1)],
  ['LEFT-4: the removal is refused', [acts, refuses(409)], refused(1)],
  ['LEFT-5: refused for now', [acts, refuses(429)], again(false)],
  ['LEFT-6: not sent', [unreachable], unreached],
  ['LEFT-7: the removal is in doubt', [acts, lost('timeout')], again(true)],
  ['LEFT-7: to look is in doubt', [dropped], again(false)],
  ['LEFT-8: the process dies in it', [acts, killed], left],
])('an attempt to remove-leftover, %s', async (_row, fates, then) => {
  expect(await standingAfter('remove-leftover', fates, 1)).toEqual(then('remove-leftover'));
});

const takenBack = unsettled({ attempts: 1, isDone: false });
const leftOver = unsettled({ attempts: 1, isDone: true });
/** What the calls met, then what one settling meets, and how things stand after it. */
const allUnseen = times(CALLS, dropped);
const settlesUnseen = running('settle', { attempts: 1, again: 500, isDone: false });
type SettlingRow = readonly [
  row: string,
  kind: OperationKind,
  calls: readonly Fate[],
  settling: readonly Fate[],
  then: Standing,
];

test.each<SettlingRow>([
  ['INST-17: the account is closed', 'install', allLost, [acts], takenBack],
  ['INST-17: there is no account', 'install', allDropped, [acts], takenBack],
  ['INST-18: closing it is in doubt', 'install', allLost, [dropped], settlesAgain],
  ['INST-18: closing it is refused', 'install', allLost, [refuses(403)], settlesAgain],
  ['PROV-17: there is no resource', 'provision', allDropped, [acts], takenBack],
  ['PROV-18: it is removed', 'provision', allLost, [acts, acts], takenBack],
  ['PROV-18: it is gone by then', 'provision', allLost, [acts, gone(410)], takenBack],
  ['PROV-20: the list is refused', 'provision', allLost, [refuses(404)], leftOver],
  ['PROV-21: the list is in doubt', 'provision', allLost, [dropped], settlesAgain],
  ['PROV-21: the list is refused for now', 'provision', allLost, [refuses(429)], settlesAgain],
  ['PROV-21: the removal is in doubt', 'provision', allLost, [acts, dropped], settlesAgain],
  ['PROV-21: the removal is refused', 'provision', allLost, [acts, refuses(403)], settlesAgain],
  ['UPRES-12: it is changed', 'update-resource', allLost, [acts], succeeded(1)],
  ['UPRES-13: it is not changed', 'update-resource', allDropped, [acts], takenBack],
  ['UPRES-14: nobody says', 'update-resource', allLost, [dropped], settlesAgain],
  ['UPINST-12: it is changed', 'update-installation', allLost, [acts], succeeded(1)],
  ['UPINST-13: it is not changed', 'update-installation', allDropped, [acts], takenBack],
  ['UPINST-14: nobody says', 'update-installation', allLost, [refuses(403)], settlesAgain],
  ['DELRES-12: it is gone', 'delete-resource', allLost, [acts], succeeded(1)],
  ['DELRES-13: it is there', 'delete-resource', allDropped, [acts], takenBack],
  ['DELRES-14: nobody says', 'delete-resource', allLost, [refuses(403)], settlesAgain],
  ['ROTATE-13: no secrets have come', 'rotate-secrets', allLost, [], leftOver],
  ['PURCH-12: told again, it credits once', 'provision-purchase', allLost, [acts], succeeded(1)],
  ['PURCH-12: told again, it credits now', 'provision-purchase', allDropped, [acts], succeeded(1)],
  ['PURCH-13: it refuses now', 'provision-purchase', allLost, [refuses(409)], leftOver],
  ['PURCH-14: nobody says', 'provision-purchase', allLost, [dropped], settlesAgain],
  ['PURCH-14: it refuses for now', 'provision-purchase', allLost, [refuses(429)], settlesAgain],
  ['RENEW-12: told again, it takes it', 'renew-installation', allDropped, [acts], succeeded(1)],
  ['RENEW-13: it refuses now', 'renew-installation', allLost, [refuses(409)], leftOver],
  ['RENEW-14: nobody says', 'renew-installation', allLost, [dropped], settlesAgain],
  ['LEFT-9: it is gone', 'remove-leftover', allUnseen, [gone(404)], foundGone],
  ['LEFT-10: it is there', 'remove-leftover', allUnseen, [acts], takenBack],
  ['LEFT-11: nobody says', 'remove-leftover', allUnseen, [dropped], settlesUnseen],
  ['UNINST-12: it is closed already', 'uninstall', allLost, [acts], succeeded(1)],
  ['UNINST-12: it is closed now', 'uninstall', allDropped, [acts], succeeded(1)],
  ['UNINST-13: closing it is refused', 'uninstall', allLost, [refuses(409)], settlesAgain],
])('settling, %s', async (_row, kind, calls, settling, then) => {
  expect(await standingAfter(kind, [...calls, ...settling], CALLS + 1)).toEqual(then(kind));
});

test.each([
  ['INST-19', 'install'],
  ['PROV-22', 'provision'],
  ['UPRES-15', 'update-resource'],
  ['UPINST-15', 'update-installation'],
  ['DELRES-15', 'delete-resource'],
  ['PURCH-15', 'provision-purchase'],
  ['RENEW-15', 'renew-installation'],
  ['UNINST-14', 'uninstall'],
] as const)('%s: what is never settled is given up after fourteen hours', async (_row, kind) => {
  const world = await operationWorld(kind);
  world.outside.meets(...allLost, ...times(SETTLEMENTS, unreachable));
  await world.attempts(CALLS);
  const settlesFromMs = world.nowMs();

  for (let made = 0; made < SETTLEMENTS; made++) await world.takeUp();

  const then = unsettled({ attempts: SETTLEMENTS, isDone: true });
  expect(await world.standing()).toEqual(then(kind));
  expect((world.nowMs() - settlesFromMs) / 3_600_000).toBeCloseTo(14, 1);
});

test('PROV-1: the secrets are kept, with the id that the provider gave', async () => {
  const world = await operationWorld('provision');

  await world.attempts(1);

  const { resources, keysets } = world.data();
  const id = world.resource?.id ?? '';
  expect(resources.get(id)).toMatchObject({ name: 'main', externalId: 'db_1' });
  expect(keysets.get(id)).toEqual({
    secrets: [{ name: 'DATABASE_URL', value: 'postgres://db' }],
  });
});

test('PROV-12: secrets that cannot be kept make the answer as good as unread', async () => {
  const world = await operationWorld('provision');
  world.outside.gives([{ name: 'TWO WORDS', value: 'x' }]);

  await world.attempts(1);

  expect(await world.standing()).toEqual(again(true)('provision'));
});

test('PROV-12: a resource without a plan is as good as unread where its installation has none', async () => {
  const world = await operationWorld('provision');
  world.outside.statesNoPlans();

  await world.attempts(1);

  expect(await world.standing()).toEqual(again(true)('provision'));
});

const stray = {
  externalId: externalResourceId.parse('db_stray'),
  name: 'main',
  status: 'ready',
} as const;

test('PROV-18: what the host knows, and what has another name, is not what was made', async () => {
  const world = await operationWorld('provision');
  const { installationId } = world.begun;
  const externalId = externalResourceId.parse('db_imported');
  await world.team.resource({ installationId, name: 'imported', externalId });
  world.outside.keep({ ...stray, externalId });
  world.outside.keep({ ...stray, name: 'other' });
  world.outside.meets(...allLost);

  await world.attempts(CALLS + 1);

  expect([...world.outside.resources.keys()]).toEqual(['db_imported', 'db_stray']);
});

test('PROV-19: of several that it may have made, none is removed', async () => {
  const world = await operationWorld('provision');
  world.outside.keep(stray);
  world.outside.meets(...allLost);

  await world.attempts(CALLS + 1);

  expect(await world.standing()).toEqual(leftOver('provision'));
  expect([...world.outside.resources.keys()]).toEqual(['db_stray', 'db_1']);
});

test('PROV-23: an answer with a resource that is here already ends it, and leaves that one', async () => {
  const world = await operationWorld('provision');
  const { installationId } = world.begun;
  const externalId = externalResourceId.parse('db_1');
  const former = await world.team.resource({ installationId, name: 'former', externalId });

  await world.attempts(1);

  const then = failed('provider_refused', { attempts: 1, isDone: true });
  expect(await world.standing()).toEqual(then('provision'));
  expect(world.data().resources.get(former.id)).toEqual(former);
});

test.each([
  ['DELRES-1', 'delete-resource'],
  ['UNINST-1', 'uninstall'],
] as const)('%s: secrets and connections go with a resource', async (_row, kind) => {
  const world = await operationWorld(kind);

  await world.attempts(1);

  const { resources, keysets, connections, versions } = world.data();
  const latest = new Map(versions.map((each) => [each.environment, each.variables]));
  expect(resources.get(world.resource?.id ?? '')?.lifecycle).toBe('deleted');
  expect([...keysets, ...connections]).toEqual([]);
  expect([...latest.values()]).toEqual([[], [], []]);
});

test.each([
  ['UNINST-1: answered without a word', [acts], null],
  ['UNINST-6: not known there', [gone(404)], '2026-01-05T10:00:00.000Z'],
])('%s decides when the credential dies', async (_row, fates, finalizedAt) => {
  const world = await operationWorld('uninstall');
  world.outside.meets(...fates);

  await world.attempts(1);

  const installation = world.data().installations.get(world.begun.installationId);
  expect(installation?.finalizedAt?.toISOString() ?? null).toBe(finalizedAt);
  expect(installation?.finalizationDueAt?.toISOString()).toBe(
    finalizedAt ?? '2026-01-06T10:00:00.000Z',
  );
});

test.each(['install', 'provision', 'uninstall'] as const)(
  'every attempt to %s carries one key and speaks for its actor; settling speaks for nobody',
  async (kind) => {
    const world = await operationWorld(kind);
    world.outside.meets(killed, ...times(CALLS - 1, lost('timeout')));

    await world.attempts(CALLS + 1);

    const sent = world.outside.seen.slice(0, CALLS);
    const settling = world.outside.seen.slice(CALLS);
    expect(new Set(sent.map(({ key }) => key))).toEqual(new Set([world.begun.id]));
    expect(sent.filter(({ asSystem }) => asSystem)).toEqual([]);
    expect(settling.filter(({ asSystem }) => asSystem)).toEqual(settling);
    expect(settling).not.toEqual([]);
  },
);

test('an operation that two processes work on ends once, as the first to end it says', async () => {
  const world = await operationWorld('provision');
  world.outside.meets(acts, refuses(400));

  const ends = [await world.attempt(world.begun), await world.attempt(world.begun)];

  expect(ends.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  expect(await world.standing()).toEqual(succeeded(1)('provision'));
});

test('an operation that has ended is not taken up again', async () => {
  const world = await operationWorld('install');
  await world.attempts(1);

  expect(await world.resume()).toBeUndefined();
  expect(world.outside.seen).toHaveLength(1);
});

test('an end that cannot be written down leaves no half of it, and counts as unknown', async () => {
  const world = await operationWorld('provision');
  world.losesNextCommits(1);

  await world.attempts(1);
  expect(await world.standing()).toEqual(again(true)('provision'));
  await world.takeUp();

  expect(await world.standing()).toEqual(succeeded(2)('provision'));
});

test('where not even that can be written down, it is taken up when the lease is over', async () => {
  const world = await operationWorld('provision');
  world.losesNextCommits(2);

  await expect(world.attempts(1)).rejects.toThrow('connection');
  expect(await world.standing()).toEqual(left('provision'));
  await world.takeUp();

  expect(await world.standing()).toEqual(succeeded(2)('provision'));
});

test('PURCH-1: what is left is kept, with the time of the provider', async () => {
  const world = await operationWorld('provision-purchase');

  await world.attempts(1);

  expect([...world.data().balances.values()]).toEqual([
    {
      installationId: world.begun.installationId,
      balance: { currencyValueInCents: 500 },
      reportedAt: new Date('2026-01-05T10:00:00Z'),
    },
  ]);
});
