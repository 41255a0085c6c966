import { describe, expect, test } from 'vitest';
import type { TeamStorage } from '../team-storage.ts';
import { type Furnished, furnish } from './scope/furnish.ts';
import { reads } from './scope/reads.ts';
import type { Try } from './scope/tries.ts';
import { unheardOf } from './scope/unheard-of.ts';
import { writes } from './scope/writes.ts';

/** What a team has cannot be reached from another one, whatever ids that other one knows. */
export function scopeContract(open: () => TeamStorage): void {
  describe('the data of another team', () => {
    test.each(named(reads))('%s finds it no more than what never was', async (_name, read) => {
      const storage = open();
      const [theirs, mine] = [await furnish(storage), await furnish(storage)];

      const own = await theirs.team.transact((tx) => read(tx, theirs));
      const foreign = await mine.team.transact((tx) => read(tx, theirs));
      const absent = await mine.team.transact((tx) => read(tx, unheardOf()));

      expect(foreign).toEqual(absent);
      expect(own).not.toEqual(absent);
    });

    test.each(named(writes))('%s leaves it as it was', async (_name, write) => {
      const storage = open();
      const [theirs, mine] = [await furnish(storage), await furnish(storage)];
      const before = await everythingOf(storage, theirs);

      await mine.team.transact((tx) => write(tx, theirs)).catch(() => undefined);

      expect(await everythingOf(storage, theirs)).toEqual(before);
    });
  });
}

function named(tries: Readonly<Record<string, Readonly<Record<string, Try>>>>): [string, Try][] {
  return Object.entries(tries).flatMap(([store, functions]) =>
    Object.entries(functions).map(([name, each]): [string, Try] => [`${store}.${name}`, each]),
  );
}

async function everythingOf(storage: TeamStorage, rows: Furnished) {
  const { team, installation, project } = rows;
  return {
    read: await team.transact(async (tx) => {
      const found: unknown[] = [];
      for (const [name, read] of named(reads)) found.push([name, await read(tx, rows)]);
      return found;
    }),
    credentials: await storage.credentialsOf(team.teamId, installation.id),
    stale: await storage.stale(team.teamId),
    events: await storage.events(team.teamId),
    versions: await storage.versions(team.teamId, {
      projectId: project.id,
      environment: 'production',
    }),
  };
}
