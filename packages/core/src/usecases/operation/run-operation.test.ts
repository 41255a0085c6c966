import { externalResourceId } from '@kontor/protocol/vocabulary';
import { describe, expect, test } from 'vitest';
import {
  acts,
  dropped,
  type Fate,
  killed,
  lost,
  refuses,
  unreachable,
} from '../../../test/fateful-provider.ts';
import { operationWorld } from '../../../test/operation-world.ts';
import { leaseMs } from '../../../test/team-in-memory.ts';
import { retrySchedule } from '../../domain/operation/decide.ts';
import type { OperationRefusal } from '../../domain/operation/operation.ts';

/** Attempts before an operation settles, and attempts at settling before it is given up. */
const CALLS = retrySchedule.length + 1;
const SETTLEMENTS = 24;
const times = (count: number, fate: Fate) => Array.from({ length: count }, () => fate);

type Kind = 'install' | 'provision';
type Standing = (kind: Kind) => Readonly<Record<string, unknown>>;
const words = {
  install: {
    underway: 'installing',
    done: 'installed',
    succeeded: 'installation.created',
    failed: 'installation.failed',
  },
  provision: {
    underway: 'provisioning',
    done: 'active',
    succeeded: 'resource.provisioned',
    failed: 'resource.provision-failed',
  },
} as const;

/** `left` is how many accounts or resources the provider has then. */
type Facts = { readonly attempts: number; readonly left: number };

const succeeded =
  (attempts: number): Standing =>
  (kind) => ({
    operation: 'succeeded',
    attempts,
    lifecycle: words[kind].done,
    left: 1,
    events: [words[kind].succeeded],
  });
const failed =
  (code: OperationRefusal['code'], facts: Facts): Standing =>
  (kind) => ({
    operation: 'failed',
    code,
    ...facts,
    lifecycle: 'failed',
    events: [words[kind].failed],
  });
const underway =
  (operation: 'call' | 'settle', facts: Facts & { readonly againInMs: number }): Standing =>
  (kind) => ({ operation, ...facts, lifecycle: words[kind].underway, events: [] });

const again = (facts: Facts & { readonly againInMs: number }) => underway('call', facts);
const settles = underway('settle', { attempts: 0, againInMs: 0, left: 1 });
const settlesAgain = underway('settle', { attempts: 1, againInMs: 500, left: 1 });
const refused = (attempts: number) => failed('provider_refused', { attempts, left: 0 });
const unsettled = (facts: Facts) => failed('provider_outcome_unknown', facts);

async function standingAfter(kind: Kind, fates: readonly Fate[], attempts: number) {
  const world = await operationWorld(kind);
  world.outside.meets(...fates);
  await world.attempts(attempts);
  return world.standing();
}

/** Rows of docs/outcomes.md that are the same for both: what each attempt meets, and what then is. */
const attemptRows: [row: string, fates: readonly Fate[], then: Standing][] = [
  ['INST-1, PROV-1: answered', [acts], succeeded(1)],
  ['INST-2, PROV-2: refused', [refuses(400)], refused(1)],
  [
    'INST-3, PROV-3: refused for now',
    [refuses(429)],
    again({ attempts: 1, againInMs: 500, left: 0 }),
  ],
  ['INST-4, PROV-4: refused for now to the last', times(CALLS, refuses(429)), refused(CALLS)],
  ['INST-5, PROV-5: refused after an unknown', [lost('timeout'), refuses(409)], settles],
  ['INST-6, PROV-6: 404', [refuses(404)], refused(1)],
  ['INST-6, PROV-6: 410', [refuses(410)], refused(1)],
  [
    'INST-7, PROV-7: not sent',
    [unreachable],
    failed('provider_unreachable', { attempts: 1, left: 0 }),
  ],
  [
    'INST-8, PROV-8: not sent after an unknown',
    [lost('timeout'), unreachable],
    again({ attempts: 2, againInMs: 2_000, left: 1 }),
  ],
  ['INST-9, PROV-9: timeout', [lost('timeout')], again({ attempts: 1, againInMs: 500, left: 1 })],
  ['INST-10, PROV-10: cut', [dropped], again({ attempts: 1, againInMs: 500, left: 0 })],
  [
    'INST-11, PROV-11: 5xx',
    [lost('server_error')],
    again({ attempts: 1, againInMs: 500, left: 1 }),
  ],
  [
    'INST-12, PROV-12: unreadable',
    [lost('unreadable')],
    again({ attempts: 1, againInMs: 500, left: 1 }),
  ],
  [
    'INST-13, PROV-13: too large',
    [lost('too_large')],
    again({ attempts: 1, againInMs: 500, left: 1 }),
  ],
  [
    'INST-14, PROV-14: the process dies in the attempt',
    [killed],
    again({ attempts: 1, againInMs: leaseMs, left: 1 }),
  ],
  ['INST-14, PROV-14: what it did counts as unknown', [killed, refuses(409)], settles],
  ['INST-14, PROV-14: the same key brings the same again', [killed, acts], succeeded(2)],
  [
    'INST-15, PROV-15: the process dies between attempts, and nothing is in doubt',
    [refuses(429), refuses(409)],
    refused(2),
  ],
  ['INST-16, PROV-16: unknown to the last', times(CALLS, lost('timeout')), settles],
];

describe.each(['install', 'provision'] as const)('the attempts to %s', (kind) => {
  test.each(attemptRows)('%s', async (_row, fates, then) => {
    expect(await standingAfter(kind, fates, fates.length)).toEqual(then(kind));
  });
});

/** What the calls of settling meet, once every attempt was made and its answer lost. */
const settlingRows: [row: string, kind: Kind, fates: readonly Fate[], then: Standing][] = [
  ['INST-17: the account is closed', 'install', [acts], unsettled({ attempts: 1, left: 0 })],
  ['INST-18: closing it is in doubt', 'install', [dropped], settlesAgain],
  ['INST-18: closing it is refused', 'install', [refuses(403)], settlesAgain],
  ['PROV-18: it is removed', 'provision', [acts, acts], unsettled({ attempts: 1, left: 0 })],
  [
    'PROV-20: the list is refused',
    'provision',
    [refuses(404)],
    unsettled({ attempts: 1, left: 1 }),
  ],
  ['PROV-21: the list is in doubt', 'provision', [dropped], settlesAgain],
  ['PROV-21: the list is refused for now', 'provision', [refuses(429)], settlesAgain],
  ['PROV-21: the removal is in doubt', 'provision', [acts, dropped], settlesAgain],
  ['PROV-21: the removal is refused', 'provision', [acts, refuses(403)], settlesAgain],
];

test.each(settlingRows)('settling, %s', async (_row, kind, fates, then) => {
  const all = [...times(CALLS, lost('timeout')), ...fates];

  expect(await standingAfter(kind, all, CALLS + 1)).toEqual(then(kind));
});

test.each([
  ['INST-17: there is no account', 'install'],
  ['PROV-17: there is no resource', 'provision'],
] as const)('settling, %s', async (_row, kind) => {
  const then = unsettled({ attempts: 1, left: 0 });

  expect(await standingAfter(kind, times(CALLS, dropped), CALLS + 1)).toEqual(then(kind));
});

test.each([
  ['INST-19', 'install'],
  ['PROV-22', 'provision'],
] as const)('%s: what is never settled is given up after fourteen hours', async (_row, kind) => {
  const world = await operationWorld(kind);
  world.outside.meets(...times(CALLS, lost('timeout')), ...times(SETTLEMENTS, unreachable));
  await world.attempts(CALLS);
  const settlesFromMs = world.nowMs();

  for (let made = 0; made < SETTLEMENTS; made++) await world.takeUp();

  expect(world.standing()).toEqual(unsettled({ attempts: SETTLEMENTS, left: 1 })(kind));
  expect((world.nowMs() - settlesFromMs) / 3_600_000).toBeCloseTo(14, 1);
});

test('PROV-1: the secrets are kept, with the id that the provider gave', async () => {
  const world = await operationWorld('provision');

  await world.attempts(1);

  const { resources, keysets } = world.team.state();
  expect(resources.get(world.ids.resource)).toMatchObject({ name: 'main', externalId: 'db_1' });
  expect(keysets.get(world.ids.resource)).toEqual({
    secrets: [{ name: 'DATABASE_URL', value: 'postgres://db' }],
  });
});

test('PROV-12: secrets that cannot be kept make the answer as good as unread', async () => {
  const world = await operationWorld('provision');
  world.outside.gives([{ name: 'TWO WORDS', value: 'x' }]);

  await world.attempts(1);

  const then = again({ attempts: 1, againInMs: 500, left: 1 });
  expect(world.standing()).toEqual(then('provision'));
});

test('PROV-18: a resource that is gone by then counts as removed', async () => {
  const world = await operationWorld('provision');
  world.outside.meets(...times(CALLS, lost('timeout')), acts, refuses(410));

  await world.attempts(CALLS + 1);

  expect(world.standing()).toMatchObject({ operation: 'failed', code: 'provider_outcome_unknown' });
});

test('PROV-18: what the host knows, and what has another name, is not what was made', async () => {
  const world = await operationWorld('provision');
  const imported = externalResourceId.parse('db_imported');
  await world.hold('imported', imported);
  world.outside.keep({ ...standIn, externalId: imported });
  world.outside.keep({ ...standIn, name: 'other' });
  world.outside.meets(...times(CALLS, lost('timeout')));

  await world.attempts(CALLS + 1);

  const left = world.outside.resources().map(({ externalId }) => externalId);
  expect(left).toEqual(['db_imported', 'db_stray']);
});

test('PROV-19: of several that it may have made, none is removed', async () => {
  const world = await operationWorld('provision');
  world.outside.keep(standIn);
  world.outside.meets(...times(CALLS, lost('timeout')));

  await world.attempts(CALLS + 1);

  expect(world.standing()).toEqual(unsettled({ attempts: 1, left: 2 })('provision'));
});

test('PROV-23: an answer with a resource that is here already ends it, and leaves that one', async () => {
  const world = await operationWorld('provision');
  await world.hold('former', externalResourceId.parse('db_1'));

  await world.attempts(1);

  const { resources } = world.team.state();
  const then = failed('provider_refused', { attempts: 1, left: 1 });
  expect(world.standing()).toEqual(then('provision'));
  expect([...resources.values()].map(({ name, lifecycle }) => [name, lifecycle])).toEqual([
    ['main', 'failed'],
    ['former', 'active'],
  ]);
});

const standIn = {
  externalId: externalResourceId.parse('db_stray'),
  name: 'main',
  status: 'ready',
} as const;

test.each(['install', 'provision'] as const)(
  'every attempt to %s carries one key and speaks for its actor; cleaning up speaks for nobody',
  async (kind) => {
    const world = await operationWorld(kind);
    world.outside.meets(killed, ...times(CALLS - 1, lost('timeout')));

    await world.attempts(CALLS + 1);

    const sent = world.outside.seen.slice(0, CALLS);
    const cleaning = world.outside.seen.slice(CALLS);
    expect(new Set(sent.map(({ key }) => key))).toEqual(new Set([world.begun.id]));
    expect(sent.filter(({ asSystem }) => asSystem)).toEqual([]);
    expect(cleaning.filter(({ asSystem }) => asSystem)).toEqual(cleaning);
    expect(cleaning).not.toEqual([]);
  },
);

test('an operation that two processes work on ends once, as the first to end it says', async () => {
  const world = await operationWorld('provision');
  world.outside.meets(acts, refuses(400));

  const ends = [await world.attempt(world.begun), await world.attempt(world.begun)];

  expect(ends.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  expect(world.standing()).toEqual(succeeded(1)('provision'));
});

test('an operation that has ended is not taken up again', async () => {
  const world = await operationWorld('install');
  await world.attempts(1);

  expect(await world.resume()).toBeUndefined();
  expect(world.outside.seen).toHaveLength(1);
});

test('an end that cannot be written down leaves no half of it, and is tried again', async () => {
  const world = await operationWorld('provision');
  world.team.losesNextCommit();

  await expect(world.attempts(1)).rejects.toThrow('connection');
  const then = again({ attempts: 1, againInMs: leaseMs, left: 1 });
  expect(world.standing()).toEqual(then('provision'));
  await world.takeUp();

  expect(world.standing()).toEqual(succeeded(2)('provision'));
});
