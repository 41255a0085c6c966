import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.owner.api(k.createTeam, { body: { name: 'Other', slug: 'other' } });
  for (const [team, amount] of [
    ['acme', '1.00'],
    ['other', '2.00'],
    ['acme', '3.00'],
  ] as const) {
    await world.owner.api(k.grantCredit, { params: { team }, body: { amount, reason: 'kind' } });
  }
});
afterAll(() => world.close());

const list = async (query = {}) =>
  (await world.owner.api(k.listLedgerEntries, { query })).body.entries;
const amounts = async (query = {}) => (await list(query)).map(({ lines }) => lines[0]?.amount);

test('entries of all teams come newest first, with lines that sum to nothing', async () => {
  const [newest] = await list();

  expect(await amounts()).toEqual(['3.00', '2.00', '1.00']);
  expect(newest).toMatchObject({
    kind: 'credit.granted',
    team: { slug: 'acme' },
    subject: { kind: 'credit' },
    lines: [
      { account: 'goodwill', of: '', amount: '3.00' },
      { account: 'credits', of: '', amount: '-3.00' },
    ],
  });
});

test('they are narrowed to a team, an account and a time, and read on page by page', async () => {
  const [first, second, third] = await list();
  const team = await list({ team: 'other' });

  expect(team.map(({ id }) => id)).toEqual([second?.id]);
  expect(await list({ team: team[0]?.team.id })).toEqual(team);
  expect(await list({ team: 'nowhere' })).toEqual([]);
  expect(await amounts({ account: 'credits', team: 'acme' })).toEqual(['3.00', '1.00']);
  expect(await list({ account: 'payable' })).toEqual([]);
  expect(await list({ since: first?.at, until: first?.at })).toEqual([]);
  expect((await list({ until: second?.at })).map(({ id }) => id)).toEqual([third?.id]);
  expect(await list({ limit: 1 })).toEqual([first]);
  expect(await list({ before: first?.number, limit: 1 })).toEqual([second]);
});

test('a number or a time that is none, and whoever is no operator are refused', async () => {
  const member = await world.signUp('Moritz');

  const answers = [
    await world.owner.api(k.listLedgerEntries, { query: { before: 'x' } }),
    await world.owner.api(k.listLedgerEntries, { query: { since: 'yesterday' } }),
    await member.api(k.listLedgerEntries, { query: {} }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([400, 400, 403]);
});
