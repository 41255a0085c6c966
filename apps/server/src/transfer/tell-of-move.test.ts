import { toldOneByOne } from '@kontor/core';
import { expect, test } from 'vitest';
import type { TeamEvent } from '../people/record-event.ts';
import type { EndedConnection } from './settle-parts.ts';
import { tellOfEnded } from './tell-of-move.ts';

/** What a team is told when so many connections of each resource end. */
async function toldOf(counts: Readonly<Record<string, number>>): Promise<TeamEvent[]> {
  const told: TeamEvent[] = [];
  const recordEvent = async (_: unknown, event: TeamEvent) => void told.push(event);
  const ended = Object.entries(counts).flatMap(([resource, count]) =>
    Array.from(
      { length: count },
      (_, index): EndedConnection => ({
        id: `con_${resource}${index}`,
        project: `prj_${index}`,
        ...{ resource, installation: 'icfg_1', externalId: `ext-${resource}` },
        environments: ['production'],
      }),
    ),
  );
  await tellOfEnded({ sql: async () => [], recordEvent }, 'team_1', ended);
  return told;
}

test.each([0, 1, toldOneByOne])('the ends of %i connections are told one by one', async (count) => {
  const told = await toldOf({ db: count });

  expect(told).toHaveLength(count);
  expect(new Set(told.map(({ type }) => type)).size).toBe(Math.min(count, 1));
});

test('of more, one event of each resource tells its provider of all, and names nobody', async () => {
  const told = await toldOf({ many: toldOneByOne + 1, few: 1 });

  expect(told).toMatchObject([
    {
      type: 'resource.disconnected',
      actor: { kind: 'system' },
      subject: { resource: 'many', installation: 'icfg_1' },
      data: { connections: toldOneByOne + 1, externalId: 'ext-many' },
    },
    { type: 'connection.removed', subject: { resource: 'few', project: 'prj_0' } },
  ]);
  expect(told[0]?.data?.from).toHaveLength(toldOneByOne + 1);
});
