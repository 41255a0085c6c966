import type { Operation } from '@kontor/core';
import { describe, expect, test } from 'vitest';
import { mint } from '../mint.ts';
import { newOperation } from '../new-installations.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

const at = new Date('2026-01-06T08:30:00.123Z');
const refusal = { code: 'provider_refused', message: 'No.', fields: [{ key: 'a' }] } as const;

/** @see docs/adr/0002-operations.md */
export function operationContract(open: () => TeamStorage): void {
  async function given() {
    const storage = open();
    const team = buildTeam(storage);
    const resource = await team.resource();
    const { installationId, id: resourceId } = resource;
    const like = (rest: Partial<Operation> = {}) =>
      newOperation({ teamId: team.teamId, installationId, ...rest });
    const insert = (operation: Operation) => team.transact((tx) => tx.operations.insert(operation));
    const save = (operation: Operation, dueInMs?: number) =>
      team.transact((tx) => tx.operations.save(operation, dueInMs));
    const find = (id: Operation['id']) => team.transact((tx) => tx.operations.find(id));
    const queued = (id: Operation['id']) => storage.queued(team.teamId, id);
    return { team, installationId, resourceId, like, insert, save, find, queued };
  }

  describe('operations', () => {
    test('every field comes back as it was written', async () => {
      const { like, insert, save, find, resourceId } = await given();
      const first = like({
        resourceId,
        callerKey: 'usr_1:key',
        actor: { kind: 'person', userId: 'usr_1', tokenId: 'tok_1' },
        intent: {
          kind: 'provision',
          product: 'db',
          name: 'main',
          metadata: { region: 'fra1' },
          billingPlanId: 'free',
        },
        kind: 'provision',
        idempotencyKey: 'another',
        attempts: 3,
        mayHaveHappened: true,
        isInFlight: false,
        phase: 'settle',
      });
      const ended: Operation = {
        ...first,
        phase: 'call',
        status: 'failed',
        attempts: 9,
        isInFlight: true,
        mayHaveHappened: false,
        refusal,
        finishedAt: at,
      };

      expect(await insert(first)).toBe(true);
      expect(await find(first.id)).toEqual(first);
      await save(ended);
      expect(await find(first.id)).toEqual(ended);
    });

    test('one at a time runs on a resource, and one on an installation as a whole', async () => {
      const { like, insert, resourceId } = await given();

      const inserted = [
        await insert(like({ resourceId })),
        await insert(like({ resourceId })),
        await insert(like()),
        await insert(like()),
      ];

      expect(inserted).toEqual([true, false, true, false]);
    });

    test.each(['succeeded', 'failed'] as const)(
      'one that has %s makes room for the next',
      async (status) => {
        const { like, insert, save, resourceId } = await given();
        const first = like({ resourceId });
        await insert(first);
        await save({ ...first, status, finishedAt: at });

        expect(await insert(like({ resourceId }))).toBe(true);
      },
    );

    test('the key of a caller begins one, also after that has ended', async () => {
      const { team, like, insert, save, resourceId } = await given();
      const first = like({ callerKey: 'mine' });
      await insert(first);
      await save({ ...first, status: 'succeeded', finishedAt: at });

      const again = await insert(like({ resourceId, callerKey: 'mine' }));
      const other = await insert(like({ resourceId, callerKey: 'other' }));
      const found = await team.transact((tx) => tx.operations.findByCallerKey('mine'));

      expect([again, other]).toEqual([false, true]);
      expect(found?.id).toBe(first.id);
      const elsewhere = buildTeam(open());
      await elsewhere.operation({ callerKey: 'mine' });
    });

    test('what is running is found on its subject and within its installation', async () => {
      const { team, like, insert, save, installationId, resourceId } = await given();
      const onResource = like({ resourceId });
      await insert(onResource);

      const lookUp = () =>
        team.transact(async ({ operations }) => ({
          onResource: (await operations.findRunning({ resourceId }))?.id,
          onInstallation: (await operations.findRunning({ installationId }))?.id,
          within: (await operations.findRunningWithin(installationId))?.id,
        }));

      const { id } = onResource;
      expect(await lookUp()).toEqual({ onResource: id, onInstallation: undefined, within: id });
      const whole = like();
      await save({ ...onResource, status: 'succeeded', finishedAt: at });
      await insert(whole);
      expect(await lookUp()).toEqual({
        onResource: undefined,
        onInstallation: whole.id,
        within: whole.id,
      });
    });

    test('a new one belongs to the process that began it, and leaves the queue at its end', async () => {
      const { like, insert, save, queued } = await given();
      const operation = like();

      await insert(operation);
      const begun = await queued(operation.id);
      await save({ ...operation, attempts: 2 });
      const inHand = await queued(operation.id);
      await save({ ...operation, isInFlight: false }, 60_000);
      const waiting = await queued(operation.id);
      await save({ ...operation, status: 'succeeded', finishedAt: at });

      expect([begun?.isLeased, inHand?.isLeased, waiting?.isLeased]).toEqual([true, true, false]);
      expect(begun?.dueInMs).toBeLessThanOrEqual(0);
      expect(waiting?.dueInMs).toBeGreaterThan(50_000);
      expect(waiting?.dueInMs).toBeLessThanOrEqual(60_000);
      expect(await queued(operation.id)).toBeUndefined();
    });

    test('one that is saved as the last of a transaction stands after it, or not at all', async () => {
      const { team, like, insert, find, queued } = await given();
      const operation = like();
      await insert(operation);
      const ended: Operation = { ...operation, status: 'succeeded', finishedAt: at };

      await team
        .transact(async (tx) => {
          tx.operations.saveLast(ended);
          throw new Error('broken');
        })
        .catch(() => undefined);
      const before = await find(operation.id);
      await team.transact(async (tx) => tx.operations.saveLast(ended));

      expect([before, await find(operation.id)]).toEqual([operation, ended]);
      expect(await queued(operation.id)).toBeUndefined();
    });

    test('one that is refused a place is in no queue', async () => {
      const { like, insert, queued } = await given();
      await insert(like());
      const refused = like();

      await insert(refused);

      expect(await queued(refused.id)).toBeUndefined();
    });

    test('none begins in an installation that is not there, and none is found that never began', async () => {
      const { team, like, insert, save } = await given();
      const adrift = like({ installationId: mint.installation() });

      await expect(insert(adrift)).rejects.toThrow(/constraint/);
      await save(adrift);
      const found = await team.transact(async ({ operations }) => [
        await operations.find(adrift.id),
        await operations.lock(adrift.id),
        await operations.findByCallerKey('nobody'),
      ]);
      expect(found).toEqual([undefined, undefined, undefined]);
    });
  });
}
