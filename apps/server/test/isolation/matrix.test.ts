import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isProof, table, writeEvidence } from '../proof/evidence.ts';
import { touchedWithoutTeam } from '../sharding/judge-statement.ts';
import { readTables } from '../sharding/tables.ts';
import { findWholeReads } from '../sharding/whole-reads.ts';
import { recordStatements, tapStatements } from '../world/statements.ts';
import { HOST_NAME, startWorld, type World } from '../world/world.ts';
import { type Attacker, everyAttacker } from './attackers.ts';
import { type Belongings, furnish, publishedBy } from './belongings.ts';
import { done } from './done.ts';
import { everyEndpoint } from './endpoints.ts';
import { type Attempt, type Trial, tryAll } from './matrix.ts';
import { everyMutant } from './mutants.ts';
import { keptOut } from './rightful.ts';
import { changedIn, quiet, rowsOf } from './rows.ts';

const isLong = isProof('isolation');

let world: World;
let theirs: Belongings;
let attackers: readonly Attacker[];
let trial: Trial;
const { sent: statements, stop: stopRecording } = recordStatements(HOST_NAME);
beforeAll(async () => {
  world = await startWorld({
    rateLimits: null,
    payments: { kind: 'test' },
    testClocks: 'owners',
    // nothing is charged by itself meanwhile
    billingEveryMs: 3_600_000,
  });
  const belongingTo = async (name: string, word: string, slug: string) => {
    const owner = await world.signUp(name);
    await done(owner.api(k.createTeam, { body: { name: `${word} Inc.`, slug: word } }));
    return furnish(world, await publishedBy(world, owner, word, slug), word);
  };
  theirs = await belongingTo('Olga', 'orchid', 'first');
  attackers = await everyAttacker(world, theirs, await belongingTo('Grace', 'globex', 'second'));
  trial = { url: world.url, secret: theirs.word, isLong };
});
afterAll(async () => {
  stopRecording();
  await world.close();
});

/** What is open to everybody, or asks for a proof that stands in the request itself. */
const openToAll = [
  'getHost',
  'beginDeviceLogin',
  'finishDeviceLogin',
  'listCatalog',
  'getListing',
  'getGuide',
  'readConfigItems',
  'readConfigItem',
  'readConfigDigest',
  'exchangeSsoToken',
  'exchangeAccountCode',
];

const reads = everyEndpoint.filter(({ method }) => method === 'GET');
const caught: (readonly [string, number])[] = [];
const tried: Attempt[] = [];

test('nobody gets at what is a team’s, learns of it or changes it, at any address', async () => {
  const look = await rowsOf(world.database.read);
  const changes: string[] = [];
  let before = await quiet(() => look(theirs.teamId));

  await tryAll(trial, { endpoints: everyEndpoint, attackers }, async (attempts, batch) => {
    tried.push(...attempts);
    const after = await look(theirs.teamId);
    const ids = batch.map(({ id }) => id).join(' or ');
    changes.push(...changedIn(before, after).map((name) => `${ids} changes ${name}`));
    before = after;
    return true;
  });

  expect([...tried.flatMap(flawsOf), ...changes]).toEqual([]);
  const reached = new Set(tried.map(({ endpoint }) => endpoint.id));
  expect(everyEndpoint.map(({ id }) => id).filter((id) => !reached.has(id))).toEqual(openToAll);
});

test('those whose it is are let in with the same requests', async () => {
  expect(await keptOut(world, theirs, ({ method }) => method === 'GET')).toEqual([]);
});

test('those whose it is change it with the same requests', async () => {
  // what takes things away leaves nothing for the next, and names what the others name
  const isChange = ({ method }: { readonly method: string }) => !['GET', 'DELETE'].includes(method);

  expect(await keptOut(world, theirs, isChange)).toEqual([]);
});

test('a host that has lost one of its checks is found out', async () => {
  for (const mutant of everyMutant(theirs)) {
    await forgetCallers();
    const restore = tapStatements(mutant.tap);
    let leaks = 0;
    await tryAll(trial, { endpoints: reads, attackers }, async (attempts) => {
      leaks += attempts.filter(({ status, flaws }) => status < 300 && flaws.length > 0).length;
      return isLong || leaks === 0;
    }).finally(restore);
    caught.push([mutant.name, leaks]);
  }

  expect(caught.filter(([, leaks]) => leaks === 0)).toEqual([]);
  await writeDown();
});

const tablesOfTeams = async () =>
  new Set(
    (await readTables(world.database.read))
      .filter(({ keys }) => keys.every(([first]) => first === 'team_id'))
      .map(({ name }) => name),
  );

test('what the host asks its database meanwhile says of which team, or is known not to', async () => {
  const ofTeams = await tablesOfTeams();
  const asked = [...statements.keys()].filter(
    (text) => touchedWithoutTeam(text, ofTeams).length > 0,
  );

  expect(statements.size).toBeGreaterThan(300);
  expect(asked).toEqual([]);
});

test('none of it reads a table of teams from end to end, however many teams there are', async () => {
  expect(await findWholeReads(world.databaseUrl, statements, await tablesOfTeams())).toEqual([]);
});

/** A host remembers for a moment who called; whatever ends a token makes it look again. */
async function forgetCallers(): Promise<void> {
  const { api } = world.owner;
  const { token } = await done(api(k.createToken, { body: { name: 'short' } }));
  await done(api(k.deleteToken, { params: { token: token.id } }));
}

function flawsOf({ endpoint, attacker, address, flaws }: Attempt): readonly string[] {
  return flaws.map((flaw) => `${endpoint.id} at ${address} × ${attacker}: ${flaw}`);
}

/** The page that says what came of it. */
async function writeDown(): Promise<void> {
  const flaws = tried.flatMap(flawsOf).length;
  const by = attackers.map(({ name }) => {
    const theirTries = tried.filter(({ attacker }) => attacker === name);
    return [name, theirTries.length, theirTries.flatMap(flawsOf).length];
  });
  await writeEvidence('isolation', 'isolation', {
    title: 'Isolation',
    parts: [
      `${everyEndpoint.length} endpoints, each at every one of its addresses; ${openToAll.length} of them are open to everybody (${openToAll.join(', ')}). ${tried.length} attempts by ${attackers.length} attackers, made from the endpoint data: ${flaws} leaks. An attempt leaks when its answer is not exactly the documented refusal, differs from the answer about a thing that does not exist, holds a word of the other team, or when any row of that team is not as it was.`,
      table(['Attacker', 'Attempts', 'Leaks'], by),
      'Each of these checks was taken out of the host, by changing the statements that it sends. The matrix has to notice: these many reads then gave away what they should not.',
      table(['Taken out', 'Leaks found'], caught),
    ],
  });
}
