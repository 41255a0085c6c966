import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { describe, expect, test } from 'vitest';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

const inAYear = new Date('2031-03-01T00:00:00.000Z');

/** By which time a team is billed. */
export function clockContract(open: () => TeamStorage): void {
  describe('the time of a team', () => {
    test('is that of the event log where it has no test clock', async () => {
      const { storage, teamId } = make();

      const read = await storage.transact(teamId, async (tx) => {
        await tx.events.append({ type: 'tried', actor: { kind: 'system' }, subject: {} });
        return tx.clock.now();
      });

      const logged = (await storage.events(teamId)).at(-1)?.event.at ?? '';
      expect(Math.abs(Date.parse(logged) - read.getTime())).toBeLessThan(60_000);
    });

    test('is that of its test clock, and of nobody else', async () => {
      const { storage, teamId } = make();
      const other = make(storage);
      await storage.setTestClock(teamId, inAYear);

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
      await storage.setTestClock(teamId, inAYear);

      const plans = await storage.transact(teamId, async (tx) => {
        await tx.resources.save({ ...resource, billingPlan: plan });
        return tx.invoices.plansOf(resource.installationId);
      });

      expect(plans.filter(({ planId }) => planId === 'pro')).toMatchObject([
        { since: inAYear, until: null },
      ]);
    });
  });

  function make(storage = open()) {
    return { storage, ...buildTeam(storage) };
  }
}
