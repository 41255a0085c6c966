import { describe, expect, test } from 'vitest';
import { mint } from '../mint.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

const at = new Date('2028-02-29T12:00:00Z');
const later = new Date('2028-03-01T08:00:00Z');

export function billingReportContract(open: () => TeamStorage): void {
  describe('reports of usage and charges', () => {
    test('know resources of their installation alone', async () => {
      const team = buildTeam(open());
      const installation = await team.installation();
      const other = await team.installation();
      const externalId = mint.external();
      await team.resource({ installationId: installation.id, externalId, lifecycle: 'active' });
      const unknown = (id: typeof installation.id) =>
        team.transact((tx) => tx.billingReports.unknownAmong(id, new Set([externalId, 'db-none'])));

      expect(await unknown(installation.id)).toEqual(['db-none']);
      expect(await unknown(other.id)).toEqual([externalId, 'db-none']);
    });

    test('are of an installation that the team has', async () => {
      const team = buildTeam(open());
      const period = { start: at, end: later };
      const dates = { timestamp: at, eod: later, period };
      const report = { ...dates, items: [], discounts: [], usage: [] };

      await expect(
        team.transact((tx) => tx.billingReports.add(mint.installation(), report, at)),
      ).rejects.toThrow('billing_report_team_id_installation_id_fkey');
    });

    test('are awaited from the first one on, as it was noted last', async () => {
      const team = buildTeam(open());
      const { id } = await team.installation();
      const reporting = () => team.transact((tx) => tx.billingReports.lockReporting(id));
      const save = (silentSince: Date | null) =>
        team.transact((tx) => tx.billingReports.saveReporting(id, { lastAt: at, silentSince }));

      expect(await reporting()).toBeUndefined();
      await save(null);
      expect(await reporting()).toEqual({ lastAt: at, silentSince: null });
      await save(later);
      expect(await reporting()).toEqual({ lastAt: at, silentSince: later });
      expect(await team.transact((tx) => tx.billingReports.reporting(id))).toEqual(
        await reporting(),
      );
    });
  });
}
