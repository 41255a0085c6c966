import type { TestClock } from '@kontor/core';
import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { describe, expect, test } from 'vitest';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

const createdAt = new Date('2030-03-01T00:00:00.000Z');
const inAYear = new Date('2031-03-01T00:00:00.000Z');

/** By which time a team is billed. */
export function clockContract(open: () => TeamStorage): void {
  describe('the time of a team', () => {
    test('is that of the event log where it has no test clock', async () => {
      const { storage, teamId } = make();

      const read = await storage.transact(teamId, async (tx) => {
        await tx.events.append({ type: 'project.created', actor: { kind: 'system' }, subject: {} });
        return tx.clock.now();
      });

      const logged = (await storage.events(teamId)).at(-1)?.event.at ?? '';
      expect(Math.abs(Date.parse(logged) - read.getTime())).toBeLessThan(60_000);
    });

    test('is that of its test clock, and of nobody else', async () => {
      const { storage, teamId } = make();
      const other = make(storage);
      await putClock(storage, teamId);

      const read = await storage.transact(teamId, (tx) => tx.clock.now());
      const others = await storage.transact(other.teamId, (tx) => tx.clock.now());

      expect(read).toEqual(inAYear);
      expect(others).not.toEqual(inAYear);
    });

    test('is the time since which a plan holds', async () => {
      const { storage, teamId, ...team } = make();
      const resource = await team.resource();
      const plan: ResolvedBillingPlan = {
        id: 'pro',
        type: 'subscription',
        name: 'Pro',
        description: '',
        scope: 'resource',
        paymentMethodRequired: false,
      };
      await putClock(storage, teamId);

      const plans = await storage.transact(teamId, async (tx) => {
        await tx.resources.save({ ...resource, billingPlan: plan });
        return tx.invoices.plansOf(resource.installationId);
      });

      expect(plans.filter(({ planId }) => planId === 'pro')).toMatchObject([
        { since: inAYear, until: null },
      ]);
    });
  });

  describe('a test clock', () => {
    test('comes back as it was made and changed, and once for a team', async () => {
      const { storage, teamId } = make();
      const clock = await putClock(storage, teamId);
      const run = { id: 'run_1', to: inAYear, leasedUntil: createdAt };

      const isSecond = await storage.transact(teamId, (tx) => tx.testClocks.insert(clock));
      const made = await storage.transact(teamId, (tx) => tx.testClocks.find());
      await storage.transact(teamId, (tx) => tx.testClocks.save({ ...clock, run }));
      const changed = await storage.transact(teamId, (tx) => tx.testClocks.lock());

      expect(isSecond).toBe(false);
      expect(made).toEqual(clock);
      expect(changed).toEqual({ ...clock, run });
    });

    test('leaves the real time behind when it is removed', async () => {
      const { storage, teamId } = make();
      await putClock(storage, teamId);

      await storage.transact(teamId, (tx) => tx.testClocks.remove());

      expect(await storage.transact(teamId, (tx) => tx.testClocks.find())).toBeUndefined();
      expect(await storage.transact(teamId, (tx) => tx.clock.now())).not.toEqual(inAYear);
    });

    test('is asked whether anything is installed that has not ended', async () => {
      const { storage, teamId, ...team } = make();
      const before = await storage.transact(teamId, (tx) => tx.testClocks.hasInstalled());
      const installation = await team.installation();

      const after = await storage.transact(teamId, (tx) => tx.testClocks.hasInstalled());
      const ended = await storage.transact(teamId, async (tx) => {
        await tx.installations.save({ ...installation, lifecycle: 'failed', finalizedAt: inAYear });
        return tx.testClocks.hasInstalled();
      });

      expect([before, after, ended]).toEqual([false, true, false]);
    });
  });

  async function putClock(storage: TeamStorage, teamId: string): Promise<TestClock> {
    const clock = { now: inAYear, createdAt, run: null };
    await storage.transact(teamId, (tx) => tx.testClocks.insert(clock));
    return clock;
  }

  function make(storage = open()) {
    return { storage, ...buildTeam(storage) };
  }
}
