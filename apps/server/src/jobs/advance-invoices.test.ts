import { ok, refuse } from '@kontor/core';
import type { InvoiceId } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import type { Sql } from '../postgres/sql.ts';
import { type AdvancePorts, advanceInvoices } from './advance-invoices.ts';

/** Scheduled invoices of many teams in memory, in the shape of the one look-up that is made. */
function scheduled(count: number) {
  const waiting = new Map(
    Array.from({ length: count }, (_, at) => [
      `inv_${String(at).padStart(5, '0')}`,
      `team_${at % 7}`,
    ]),
  );
  const moved: string[] = [];
  const sql = async (text: string, [, , , passed]: readonly unknown[] = []) => {
    if (!text.includes("state = 'scheduled'")) return [];
    const skipped = new Set(passed as readonly string[]);
    return [...waiting]
      .filter(([id]) => !skipped.has(id))
      .slice(0, 100)
      .map(([invoice_id, team_id]) => ({ invoice_id, team_id }));
  };
  const ports = (change: (id: InvoiceId) => Promise<unknown> = async () => ok({})) => {
    const errors: unknown[] = [];
    const changeInvoice = async ({ invoiceId }: { readonly invoiceId: InvoiceId }) => {
      const outcome = await change(invoiceId);
      if ((outcome as { ok: boolean }).ok && waiting.delete(invoiceId)) moved.push(invoiceId);
      return outcome;
    };
    const given = {
      sql: sql as Sql,
      changeInvoice: changeInvoice as AdvancePorts['changeInvoice'],
      now: () => new Date(0),
      onError: (error: unknown) => void errors.push(error),
      signal: new AbortController().signal,
    };
    return { given, errors };
  };
  return { waiting, moved, ports };
}

test('everything that is due is moved on in one run, of each team in its order', async () => {
  const { waiting, moved, ports } = scheduled(1_050);

  await advanceInvoices(ports().given);

  expect(waiting.size).toBe(0);
  const ofOne = moved.filter((id) => Number(id.slice(4)) % 7 === 3);
  expect(ofOne).toEqual(ofOne.toSorted());
});

test('what cannot be moved on keeps nobody else from it, and the run ends', async () => {
  const { waiting, ports } = scheduled(350);
  const stuck = ['inv_00000', 'inv_00001', 'inv_00320'];
  const { given, errors } = ports(async (id) => {
    if (id === stuck[0]) throw new Error('broken');
    return stuck.includes(id) ? refuse('invoice_state', 'not now') : ok({});
  });

  await advanceInvoices(given);

  expect([...waiting.keys()]).toEqual(stuck);
  expect(errors).toHaveLength(1);
});
