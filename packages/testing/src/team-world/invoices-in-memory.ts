import { type Invoice, type InvoiceStore, isUnsettled, isVoid, type Period } from '@kontor/core';
import type { ResourceId } from '@kontor/protocol/vocabulary';
import { constrain } from './constraint.ts';
import type { BilledSubject, TeamData } from './team-data.ts';

export function invoicesIn(data: TeamData): InvoiceStore {
  const { invoices, installations, resources, billed, planPeriods } = data;
  const find: InvoiceStore['find'] = async (id) => invoices.get(id);
  const realOf = (installationId: string) =>
    [...invoices.values()].filter((each) => each.installationId === installationId && !each.isTest);
  return {
    find,
    lock: find,
    insert: async (invoice, subjects) => {
      const { id, installationId, externalId, isTest } = invoice;
      const isTaken = realOf(installationId).some((each) => each.externalId === externalId);
      constrain(installations.has(installationId), 'invoice_installation_id_fkey');
      constrain(!invoices.has(id), 'invoice_pkey');
      constrain(isTest || externalId === null || !isTaken, 'invoice_external');
      invoices.set(id, invoice);
      if (isTest) return;
      for (const { resourceId, billingPlanId } of subjects) {
        const subject = { installationId, resourceId, billingPlanId, ...invoice.period };
        constrain(!billed.some((each) => isSameSubject(each, subject)), 'invoice_subject_pkey');
        billed.push({ ...subject, invoiceId: id });
      }
    },
    save: async (changed) => {
      const former = invoices.get(changed.id);
      if (former === undefined) return;
      invoices.set(former.id, { ...former, ...changing(changed) });
      if (!isVoid(changed)) return;
      const kept = billed.filter(({ invoiceId }) => invoiceId !== changed.id);
      billed.splice(0, billed.length, ...kept);
    },
    takeNumber: async (year) => {
      const taken = (data.invoiceNumbers.get(year) ?? 0) + 1;
      data.invoiceNumbers.set(year, taken);
      return taken;
    },
    lockCarried: async (installationId) =>
      realOf(installationId)
        .filter(({ state }) => state === 'pending')
        .sort(byId),
    lockCollected: async (id) =>
      [...invoices.values()].filter(({ collectedWith }) => collectedWith === id).sort(byId),
    countOpen: async (installationId) => realOf(installationId).filter(isUnsettled).length,
    isExternalIdTaken: async (installationId, externalId) =>
      realOf(installationId).some((each) => each.externalId === externalId),
    billed: async (installationId, period) =>
      billed
        .filter((each) => each.installationId === installationId && isSamePeriod(each, period))
        .map(({ resourceId, billingPlanId }) => ({ resourceId, billingPlanId })),
    resourcesNamed: async (installationId, externalIds) => {
      const named = [...resources.values()]
        .filter((each) => each.installationId === installationId)
        .sort((a, b) => +a.createdAt - +b.createdAt)
        .flatMap(({ externalId, id }): [string, ResourceId][] =>
          externalId !== null && externalIds.includes(externalId) ? [[externalId, id]] : [],
        );
      return new Map(named);
    },
    plansOf: async (installationId) =>
      planPeriods
        .filter((each) => each.installationId === installationId)
        .map(({ resourceId, planId, planType, since, until }) => ({
          externalResourceId:
            resourceId === null ? null : (resources.get(resourceId)?.externalId ?? null),
          planId,
          planType,
          since,
          until,
        })),
  };
}

/** The part that changes in the life of an invoice; the rest stands from its beginning. */
function changing(invoice: Invoice) {
  const { state, attempts, firstFailedAt, updatedAt, paidAt, paidWith, refundedAt } = invoice;
  const { refundTotal, refundReason, refunding, number, credited, taxes } = invoice;
  const { collectedWith, isWaived } = invoice;
  return {
    state,
    attempts,
    firstFailedAt,
    updatedAt,
    paidAt,
    paidWith,
    refundedAt,
    refundTotal,
    refundReason,
    refunding,
    number,
    credited,
    taxes,
    collectedWith,
    isWaived,
  };
}

function byId(one: Invoice, other: Invoice): number {
  return one.id < other.id ? -1 : 1;
}

type Subject = Omit<BilledSubject, 'invoiceId'>;

function isSameSubject(one: Subject, other: Subject): boolean {
  return (
    one.installationId === other.installationId &&
    one.resourceId === other.resourceId &&
    one.billingPlanId === other.billingPlanId &&
    isSamePeriod(one, other)
  );
}

function isSamePeriod(one: Period, other: Period): boolean {
  return +one.start === +other.start && +one.end === +other.end;
}
