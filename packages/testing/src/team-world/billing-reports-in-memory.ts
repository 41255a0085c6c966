import type { BillingReportStore } from '@kontor/core';
import { constrain } from './constraint.ts';
import type { TeamData } from './team-data.ts';

export function billingReportsIn(data: TeamData): BillingReportStore {
  const { reports, reporting, resources, installations } = data;
  return {
    add: async (installationId, report) => {
      constrain(installations.has(installationId), 'billing_report_team_id_installation_id_fkey');
      reports.push({ ...report, installationId });
    },
    unknownAmong: async (installationId, externalIds) => {
      const known = new Set(
        [...resources.values()].flatMap((resource) =>
          resource.installationId === installationId ? (resource.externalId ?? []) : [],
        ),
      );
      return [...externalIds].filter((id) => !known.has(id as never));
    },
    reporting: async (installationId) => reporting.get(installationId),
    lockReporting: async (installationId) => reporting.get(installationId),
    saveReporting: async (installationId, now) => {
      constrain(installations.has(installationId), 'usage_reporting_team_id_installation_id_fkey');
      reporting.set(installationId, now);
    },
  };
}
