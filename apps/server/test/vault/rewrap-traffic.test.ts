import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KeyWrapper } from '../../src/vault/key-wrapper.ts';
import { openKeyring } from '../../src/vault/keyring.ts';
import { rewrapDataKeys } from '../../src/vault/rewrap-data-keys.ts';
import { createVault } from '../../src/vault/vault.ts';
import { isProof, writeEvidence } from '../proof/evidence.ts';
import { useDatabase } from './test-database.ts';

const isLong = isProof('security');
const SECRETS = isLong ? 100_000 : 600;
const PER_TEAM = 20;
const TEAMS = SECRETS / PER_TEAM;
const READERS = 4;
/** So many reads of a process before another one takes its place, which knows no data key yet. */
const READS_OF_A_PROCESS = 50;

const held = useDatabase();
const now = () => new Date('2026-03-01T00:00:00Z');
let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kontor-rewrap-'));
  await held.database.read(
    'create table probe (scope text, place int, sealed bytea not null, primary key (scope, place))',
  );
});
afterAll(() => rm(directory, { recursive: true }));

const teamAt = (index: number) => `team_${index % TEAMS}`;
const textAt = (scope: string, place: number) => `what ${scope} keeps at ${place}`;
const startProcess = async () =>
  createVault({ database: held.database, keyWrapper: await openKeyring(directory, now()), now });
type Process = Awaited<ReturnType<typeof startProcess>>;

async function seal(vault: Process, scope: string, places: readonly number[]): Promise<void> {
  const sealed = await Promise.all(
    places.map((place) => vault.seal(scope, `probe:${place}`, Buffer.from(textAt(scope, place)))),
  );
  await held.database.read('insert into probe select $1, unnest($2::int[]), unnest($3::bytea[])', [
    scope,
    places,
    sealed,
  ]);
}

async function isAsSealed(
  vault: Process,
  {
    scope,
    place,
    sealed,
  }: { readonly scope: string; readonly place: number; readonly sealed: Buffer },
): Promise<boolean> {
  const opened = await vault.open(scope, `probe:${place}`, sealed);
  return opened.toString() === textAt(scope, place);
}

async function isReadable(vault: Process, scope: string, place: number): Promise<boolean> {
  const [row] = await held.database.read<{ sealed: Buffer }>(
    'select sealed from probe where scope = $1 and place = $2',
    [scope, place],
  );
  return isAsSealed(vault, { scope, place, sealed: row?.sealed ?? Buffer.alloc(0) });
}

test('every value is read all the time while every data key is wrapped anew, and by the new key alone after it', async () => {
  const writing = await startProcess();
  for (let team = 0; team < TEAMS; team += 1) {
    const places = Array.from({ length: PER_TEAM }, (_, place) => place);
    await seal(writing, teamAt(team), places);
  }
  // one that was started with the former key alone
  const early = await startProcess();
  const keyWrapper = await openKeyring(directory, now());
  const from = keyWrapper.keys().map(({ id }) => id);
  const { id: added } = await keyWrapper.add(now());
  keyWrapper.wrapUnder(added);
  const traffic = { isOver: false, reads: 0, failed: [] as string[], writes: 0 };
  const started = performance.now();

  const readers = Array.from({ length: READERS }, (_, lane) => read(lane));
  const writer = write();
  const changed = await brokenOffAndRepeated().finally(() => {
    traffic.isOver = true;
  });
  const seconds = (performance.now() - started) / 1000;
  await Promise.all([...readers, writer]);

  expect(traffic.failed).toEqual([]);
  expect(traffic.reads).toBeGreaterThan(READS_OF_A_PROCESS);
  expect((changed[0] ?? 0) + (changed[1] ?? 0)).toBeGreaterThanOrEqual(TEAMS - TEAMS / 3);
  expect(await rewrap(keyWrapper)).toBe(0);
  await keepNewestKeyAlone();
  const after = await startProcess();
  const rows = await held.database.read<{ scope: string; place: number; sealed: Buffer }>(
    'select scope, place, sealed from probe',
  );
  const unreadable: string[] = [];
  for (const row of rows) if (!(await isAsSealed(after, row))) unreadable.push(row.scope);
  expect(unreadable).toEqual([]);
  await writeEvidence('security', 'rewrap', {
    title: 'Keys wrapped anew under traffic',
    parts: [
      `${SECRETS} values of ${TEAMS} teams stand under ${TEAMS} data keys. A key-encryption key was added to the keyring, and every data key wrapped anew under it: once broken off after a third, then by two processes at once, in ${seconds.toFixed(1)} s altogether.`,
      `Meanwhile ${READERS} processes read values at random, ${traffic.reads} reads in all, every ${READS_OF_A_PROCESS} of them by a process that was just started and knew no data key, and another sealed ${traffic.writes} values more. Failed reads: ${traffic.failed.length}.`,
      `Afterwards the former key was taken out of the keyring, and a process with the new one alone read all ${rows.length} values.`,
    ],
  });

  async function brokenOffAndRepeated(): Promise<readonly number[]> {
    await expect(rewrap(dyingAfter(keyWrapper, TEAMS / 3))).rejects.toThrow('killed');
    return Promise.all([1, 2].map(() => rewrap(keyWrapper)));
  }

  function rewrap(wrapper: KeyWrapper): Promise<number> {
    return rewrapDataKeys({ database: held.database, keyWrapper: wrapper }, { from });
  }

  async function read(lane: number): Promise<void> {
    for (let at = lane; !traffic.isOver; ) {
      const vault = at === 0 ? early : await startProcess();
      for (let reads = 0; reads < READS_OF_A_PROCESS && !traffic.isOver; reads += 1) {
        at = (at * 48_271 + 11) % SECRETS;
        const [scope, place] = [teamAt(at), at % PER_TEAM];
        const isRead = await isReadable(vault, scope, place).catch(() => false);
        traffic.reads += 1;
        if (!isRead) traffic.failed.push(`${scope} ${place}`);
      }
    }
  }

  async function write(): Promise<void> {
    const vault = await startProcess();
    while (!traffic.isOver) {
      const scope =
        traffic.writes % 3 === 0 ? `team_new_${traffic.writes}` : teamAt(traffic.writes);
      if (traffic.writes % 5 === 0) await vault.addDataKey(scope);
      await seal(vault, scope, [PER_TEAM + traffic.writes]);
      traffic.writes += 1;
    }
  }
});

/** A process that is killed in the middle of it. */
function dyingAfter(wrapper: KeyWrapper, wraps: number): KeyWrapper {
  let left = wraps;
  return {
    ...wrapper,
    wrap: (dataKey, context) => {
      left -= 1;
      if (left < 0) throw new Error('killed');
      return wrapper.wrap(dataKey, context);
    },
  };
}

async function keepNewestKeyAlone(): Promise<void> {
  const path = join(directory, 'keyring.json');
  const { keys } = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ keys: keys.slice(-1) }), { mode: 0o600 });
}
