import { expect, test } from 'vitest';
import { createPairwiseIds } from '../../src/people/pairwise.ts';
import { teamStoreOn } from '../../src/people/team-store.ts';
import { useDatabase } from '../vault/test-database.ts';
import { addPerson, addTeam } from './people.ts';

const held = useDatabase();

function pairwiseIds() {
  return createPairwiseIds({
    secret: Buffer.alloc(32, 3),
    teams: teamStoreOn(held.database.read),
  });
}

test('ids towards providers are hex, stable, and differ between integrations', () => {
  const ids = pairwiseIds();

  const [account, user] = [ids.accountIdFor('team_1', 'oac_a'), ids.userIdFor('usr_1', 'oac_a')];

  expect(account).toMatch(/^[0-9a-f]{32}$/);
  expect(user).toMatch(/^[0-9a-f]{32}$/);
  expect(ids.accountIdFor('team_1', 'oac_a')).toBe(account);
  expect(ids.accountIdFor('team_1', 'oac_b')).not.toBe(account);
  expect(ids.userIdFor('usr_1', 'oac_b')).not.toBe(user);
  expect(ids.userIdFor('team_1', 'oac_a')).not.toBe(account);
});

test('a member is found by the id that the provider knows them by, and only in their team', async () => {
  const ids = pairwiseIds();
  const { team, people } = await addTeam(held.database, ['owner', 'viewer']);
  const viewer = people[1];
  const stranger = await addPerson(held.database);

  const found = await ids.findMember(team.id, 'oac_a', ids.userIdFor(viewer?.id ?? '', 'oac_a'));

  expect(found).toMatchObject({ userId: viewer?.id, email: viewer?.email, role: 'viewer' });
  expect(
    await ids.findMember(team.id, 'oac_a', ids.userIdFor(stranger.id, 'oac_a')),
  ).toBeUndefined();
  expect(
    await ids.findMember(team.id, 'oac_b', ids.userIdFor(viewer?.id ?? '', 'oac_a')),
  ).toBeUndefined();
});
