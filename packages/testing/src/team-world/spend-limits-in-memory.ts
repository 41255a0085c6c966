import {
  isVoid,
  type LimitedResource,
  minus,
  owedFor,
  type Period,
  type SpendLimit,
  type SpendLimitStore,
  shareOf,
  sumOf,
} from '@kontor/core';
import { constrain } from './constraint.ts';
import type { TeamData } from './team-data.ts';

export function spendLimitsIn(data: TeamData): SpendLimitStore {
  const { spendLimits, spendWarnings, connections, resources, projects, installations } = data;
  const keyOf = ({ kind, subjectId }: Pick<SpendLimit, 'kind' | 'subjectId'>) =>
    `${kind} ${subjectId}`;
  const limitedBy = ({ kind, subjectId }: SpendLimit): readonly LimitedResource[] => {
    const connected = [...connections.values()]
      .filter(({ projectId }) => kind === 'project' && projectId === subjectId)
      .map(({ resourceId }) => resourceId);
    const named = new Set<string>(kind === 'resource' ? [subjectId] : connected);
    return [...resources.values()]
      .filter(({ id }) => named.has(id))
      .map(({ id, installationId, externalId }) => ({
        resourceId: id,
        installationId,
        externalId,
      }));
  };
  const kinds = ['team', 'project', 'installation', 'resource'];
  const list = async () =>
    [...spendLimits.values()]
      .sort(
        (a, b) =>
          kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (a.subjectId < b.subjectId ? -1 : 1),
      )
      .map((limit) => ({ ...limit, resources: limitedBy(limit) }));
  return {
    list,
    lockHard: async () => (await list()).filter(({ isHard }) => isHard),
    hasSubject: async ({ kind, subjectId }) => {
      if (kind === 'project') return projects.has(subjectId);
      if (kind === 'installation') {
        return ['installing', 'installed'].includes(installations.get(subjectId)?.lifecycle ?? '');
      }
      if (kind === 'resource') {
        return ['provisioning', 'active'].includes(resources.get(subjectId)?.lifecycle ?? '');
      }
      return true;
    },
    save: async (limit) => {
      spendLimits.set(keyOf(limit), limit);
    },
    remove: async (limit) => {
      for (const warned of spendWarnings) {
        if (warned.startsWith(`${keyOf(limit)} `)) spendWarnings.delete(warned);
      }
      return spendLimits.delete(keyOf(limit));
    },
    spendings: async (month) => spendingsOf(data, month),
    noteWarning: async (limit, { month, share }) => {
      constrain(spendLimits.has(keyOf(limit)), 'spend_warning_team_id_kind_subject_id_fkey');
      const warned = `${keyOf(limit)} ${month.toISOString()} ${share}`;
      if (spendWarnings.has(warned)) return false;
      spendWarnings.add(warned);
      return true;
    },
  };
}

type Spent = {
  readonly installationId: string;
  readonly externalId: string | null;
  readonly invoiced: string;
  readonly reported: string;
};

function spendingsOf(data: TeamData, month: Period): readonly Spent[] {
  const all = [...invoicedIn(data, month), ...reportedIn(data, month)];
  const groups = Map.groupBy(all, (each) => `${each.installationId} ${each.externalId ?? ''}`);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, parts]) =>
      parts.slice(0, 1).map((first) => ({
        ...first,
        invoiced: sumOf(parts.map(({ invoiced }) => invoiced)),
        reported: sumOf(parts.map(({ reported }) => reported)),
      })),
    );
}

function invoicedIn({ invoices }: TeamData, { start, end }: Period): readonly Spent[] {
  const counted = [...invoices.values()].filter(
    (invoice) =>
      !invoice.isTest &&
      !invoice.isWaived &&
      !isVoid(invoice) &&
      invoice.invoiceDate >= start &&
      invoice.invoiceDate < end,
  );
  return counted.flatMap(({ installationId, items, discounts, refundTotal }) => {
    const lines = [
      ...items.map(({ resourceId = null, total }) => ({ externalId: resourceId, amount: total })),
      ...discounts.map(({ resourceId = null, amount }) => ({
        ...{ externalId: resourceId, amount: minus('0', amount) },
      })),
    ];
    const whole = sumOf(lines.map(({ amount }) => amount));
    let until = '0';
    return lines.map(({ externalId, amount }) => {
      const before = shareOf(refundTotal, until, whole);
      until = sumOf([until, amount]);
      const back = minus(shareOf(refundTotal, until, whole), before);
      return { installationId, externalId, invoiced: minus(amount, back), reported: '0' };
    });
  });
}

function reportedIn({ reports, billed }: TeamData, month: Period): readonly Spent[] {
  const open = reports.filter(({ period }) => period.end >= month.start);
  const byPeriod = Map.groupBy(
    open,
    ({ installationId, period }) => `${installationId} ${+period.start} ${+period.end}`,
  );
  return [...byPeriod.values()].flatMap((told) => {
    const newest = Math.max(...told.map(({ timestamp }) => +timestamp));
    const parts = told.filter(({ timestamp }) => +timestamp === newest);
    const lines = new Map<string | undefined, Spent>();
    for (const { installationId, items, discounts, period } of parts) {
      const isOpen = (line: { resourceId?: string | undefined; billingPlanId: string }) =>
        !billed.some(
          (subject) =>
            subject.installationId === installationId &&
            subject.resourceId === line.resourceId &&
            subject.billingPlanId === line.billingPlanId &&
            subject.start < period.end &&
            subject.end > period.start,
        );
      const named = new Set([...items, ...discounts].map(({ resourceId }) => resourceId));
      for (const resourceId of named) {
        const charge = { name: '', resourceId: resourceId ?? null };
        const owed = owedFor([
          ...items
            .filter((item) => item.resourceId === resourceId && isOpen(item))
            .map(({ billingPlanId, total }) => ({
              ...{ ...charge, kind: 'item' as const, billingPlanId, amount: total },
            })),
          ...discounts
            .filter((each) => each.resourceId === resourceId && isOpen(each))
            .map(({ billingPlanId, amount }) => ({
              ...{ ...charge, kind: 'discount' as const, billingPlanId, amount },
            })),
        ]);
        const externalId = resourceId ?? null;
        lines.set(resourceId, { installationId, externalId, invoiced: '0', reported: owed });
      }
    }
    return [...lines.values()];
  });
}
