import { type NewEvent, ok, startOfChain, verifyChain } from '@kontor/core';
import type { EventType } from '@kontor/protocol/vocabulary';
import { describe, expect, test } from 'vitest';
import { mint } from '../mint.ts';
import { sha256 } from '../sha256.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

const happened = (type: EventType): NewEvent => ({ type, actor: { kind: 'system' }, subject: {} });

/** @see docs/adr/0002-operations.md */
export function eventContract(open: () => TeamStorage): void {
  async function given() {
    const storage = open();
    const team = buildTeam(storage);
    const append = (...events: readonly NewEvent[]) =>
      team.transact(async (tx) => {
        for (const event of events) await tx.events.append(event);
      });
    const log = () => storage.events(team.teamId);
    const verified = async () =>
      verifyChain({ start: startOfChain(team.teamId, sha256), events: await log() }, sha256);
    return { storage, team, append, log, verified };
  }

  describe('the event log', () => {
    test('it keeps what was told, whole', async () => {
      const { team, append, log } = await given();
      const told: NewEvent = {
        type: 'resource.updated',
        actor: { kind: 'person', userId: 'usr_1', tokenId: 'tok_1' },
        subject: { resource: 'store_1', project: 'prj_1' },
        operationId: mint.operation(),
        data: { before: { name: 'a' }, after: { name: 'ключ "b"' }, list: [1.5, null, true] },
      };

      await append(told, happened('team.updated'));

      const [full, bare] = (await log()).map(({ event }) => event);
      expect(full).toEqual({
        ...told,
        id: expect.stringMatching(/^evt_/),
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        teamId: team.teamId,
      });
      expect(bare).toMatchObject({ type: 'team.updated', operationId: null, data: {} });
    });

    test('numbers count from one without gaps, and the chain verifies to its head', async () => {
      const { append, log, verified } = await given();

      await append(happened('project.created'), happened('project.renamed'));
      await append(happened('project.removed'));

      const events = await log();
      expect(events.map(({ sequence, event }) => [sequence, event.type])).toEqual([
        [1, 'project.created'],
        [2, 'project.renamed'],
        [3, 'project.removed'],
      ]);
      expect(await verified()).toEqual(ok({ sequence: 3, hash: events.at(-1)?.hash }));
    });

    test('what a transaction takes back leaves no gap', async () => {
      const { team, append, log, verified } = await given();
      await append(happened('project.created'));
      await team
        .transact(async (tx) => {
          await tx.events.append(happened('project.updated'));
          throw new Error('broken');
        })
        .catch(() => undefined);
      await append(happened('project.renamed'));

      expect((await log()).map(({ sequence, event }) => [sequence, event.type])).toEqual([
        [1, 'project.created'],
        [2, 'project.renamed'],
      ]);
      expect(await verified()).toMatchObject({ ok: true });
    });

    test('the log of one team never verifies as that of another', async () => {
      const { storage, append, log } = await given();
      const other = buildTeam(storage);
      await append(happened('project.created'));
      await other.transact((tx) => tx.events.append(happened('project.removed')));

      const start = startOfChain(other.teamId, sha256);

      expect(verifyChain({ start, events: await log() }, sha256)).toMatchObject({ ok: false });
      expect((await log()).map(({ event }) => event.type)).toEqual(['project.created']);
    });
  });
}
