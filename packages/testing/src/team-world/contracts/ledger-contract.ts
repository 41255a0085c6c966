import type { LedgerLine } from '@kontor/core';
import { describe, expect, test } from 'vitest';
import { newEntry, newInvoice } from '../new-money.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

const later = new Date('2026-02-01T00:00:00Z');

export function ledgerContract(open: () => TeamStorage): void {
  describe('the ledger', () => {
    test('holds what was posted, in order, and what each account holds by it', async () => {
      const { team, installation, invoice } = await furnish(open());
      const receivable = { kind: 'receivable', of: installation.id } as const;
      const cash = { kind: 'cash', of: 'manual' } as const;
      const sent = newEntry(installation, invoice);
      const paid = newEntry(installation, invoice, {
        kind: 'invoice.paid',
        at: later,
        lines: [
          { account: cash, amount: '7.005' },
          { account: receivable, amount: '-7.005' },
        ],
      });

      await team.transact((tx) => tx.ledger.post(sent));
      const within = await team.transact(async (tx) => {
        await tx.ledger.post(paid);
        return tx.ledger.balance(receivable);
      });

      expect(within).toBe('2.995');
      await team.transact(async (tx) => {
        expect(await tx.ledger.entriesOf(sent.subject)).toEqual([
          { ...sent, lines: written(sent.lines) },
          paid,
        ]);
        expect(await tx.ledger.entriesOf({ ...sent.subject, kind: 'payment' })).toEqual([]);
        expect(await tx.ledger.balance(cash)).toBe('7.005');
        expect(await tx.ledger.balance({ kind: 'cash', of: 'test' })).toBe('0');
        expect(await tx.ledger.lockBalance(receivable)).toBe('2.995');
      });
    });

    test('joins the lines of an account, and leaves out those of nothing', async () => {
      const { team, installation, invoice } = await furnish(open());
      const receivable = { kind: 'receivable', of: installation.id } as const;
      const entry = newEntry(installation, invoice);
      const [, deferred] = entry.lines;
      const lines = [
        { account: receivable, amount: '4' },
        { account: { kind: 'credits', of: '' } as const, amount: '0.00' },
        { account: receivable, amount: '6.00' },
        ...(deferred === undefined ? [] : [deferred]),
      ];

      await team.transact((tx) => tx.ledger.post({ ...entry, lines }));

      const [posted] = await team.transact((tx) => tx.ledger.entriesOf(entry.subject));
      expect(posted?.lines).toEqual(written(entry.lines));
    });

    test.each([
      ['too much', '10.01'],
      ['less than a cent too little', '9.999'],
    ])('refuses an entry with %s on one side, and nothing of it stands', async (_case, amount) => {
      const { team, installation, invoice } = await furnish(open());
      const entry = newEntry(installation, invoice);
      const [first, second] = entry.lines;
      if (first === undefined || second === undefined) throw new Error('an entry has two sides');

      const posting = team.transact((tx) =>
        tx.ledger.post({ ...entry, lines: [{ ...first, amount }, second] }),
      );

      await expect(posting).rejects.toThrow('is off by');
      expect(await team.transact((tx) => tx.ledger.entriesOf(entry.subject))).toEqual([]);
    });

    test('lets one spend at a time what an account holds', async () => {
      const { team, installation, invoice } = await furnish(open());
      const receivable = { kind: 'receivable', of: installation.id } as const;
      await team.transact((tx) => tx.ledger.post(newEntry(installation, invoice)));
      const spend = () =>
        team.transact(async (tx) => {
          const left = await tx.ledger.lockBalance(receivable);
          if (left !== '10') return false;
          const lines = [
            { account: receivable, amount: '-10' },
            { account: { kind: 'cash', of: 'manual' } as const, amount: '10' },
          ];
          await tx.ledger.post(newEntry(installation, invoice, { lines }));
          return true;
        });

      const spent = await Promise.all([spend(), spend(), spend(), spend()]);

      expect(spent.filter(Boolean)).toEqual([true]);
      expect(await team.transact((tx) => tx.ledger.balance(receivable))).toBe('0');
    });
  });
}

/** Amounts as they are kept: without zeros that say nothing. */
function written(lines: readonly LedgerLine[]): readonly LedgerLine[] {
  return lines.map((line) => ({ ...line, amount: line.amount.replace(/\.00$/, '') }));
}

async function furnish(storage: TeamStorage) {
  const team = buildTeam(storage);
  const installation = await team.installation();
  return { team, installation, invoice: newInvoice(installation) };
}
