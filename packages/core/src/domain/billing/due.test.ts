import fc from 'fast-check';
import { expect, test } from 'vitest';
import { creditFor, creditsFor, dueOf, grossOf, paidBack } from './due.ts';

/**
 * A second account of what is owed, in whole cents and by other words: what is written down here shares
 * nothing with what it is held against.
 */
const cents = (text: string) => BigInt(text.replace('.', ''));
const dollars = (all: number | bigint) => {
  const text = String(all).padStart(3, '0');
  return `${text.slice(0, -2)}.${text.slice(-2)}`;
};

const amount = fc.integer({ min: 1, max: 5_000_00 });
const invoice = fc.record({
  total: amount,
  taxes: fc.array(fc.integer({ min: 1, max: 100_00 }), { maxLength: 3 }),
});
const shown = ({ total, taxes }: { total: number; taxes: readonly number[] }) => ({
  total: dollars(total),
  taxes: taxes.map((tax) => ({ name: 'VAT', rate: '1', amount: dollars(tax) })),
});
const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);

/** Any, and often so that little would be left to be charged. */
const owedAndCredits = amount.chain((owed) =>
  fc.tuple(
    fc.constant(owed),
    fc.oneof(
      fc.integer({ min: -100, max: 6_000_00 }),
      fc.integer({ min: 0, max: 100 }).map((short) => owed - short),
    ),
  ),
);

test('credits pay all that fits, and never leave less than can be charged', () => {
  fc.assert(
    fc.property(owedAndCredits, ([owed, credits]) => {
      const taken = Number(cents(creditFor(dollars(owed), signed(credits))));
      const best = [...Array(51).keys()]
        .map((short) => Math.min(Math.max(credits, 0), owed) - short)
        .find((each) => each >= 0 && (each === owed || owed - each >= 50));
      expect(taken).toBe(best ?? 0);
    }),
  );
});

test('of invoices that are collected together each is paid in its turn, and the sum is that of one', () => {
  fc.assert(
    fc.property(fc.array(invoice, { minLength: 1, maxLength: 5 }), amount, (all, credits) => {
      const parts = creditsFor(all.map(shown), dollars(credits)).map((each) => Number(cents(each)));
      const owed = all.map(({ total, taxes }) => total + sum(taxes));
      let left = Number(cents(creditFor(dollars(sum(owed)), dollars(credits))));
      for (const [index, part] of parts.entries()) {
        expect(part).toBe(Math.min(left, owed[index] ?? 0));
        left -= part;
      }
      expect(left).toBe(0);
    }),
  );
});

test('whatever goes back comes from the money first, and a refund of all gives all back', () => {
  fc.assert(
    fc.property(invoice, fc.nat(), fc.nat(), (billed, ofCredits, ofRefund) => {
      const gross = billed.total + sum(billed.taxes);
      const credited = ofCredits % (gross + 1);
      const refunded = 1 + (ofRefund % billed.total);
      const owed = { ...shown(billed), credited: dollars(credited) };

      const back = paidBack(owed, dollars(refunded));

      // half a cent of a tax goes up
      const taxes = billed.taxes.map(
        (tax) => (2 * tax * refunded + billed.total) / (2 * billed.total),
      );
      const all = refunded + sum(taxes.map(Math.floor));
      const money = Math.min(all, gross - credited);
      expect(grossOf(owed)).toBe(dollars(gross));
      expect(dueOf(owed)).toBe(dollars(gross - credited));
      expect(back.money).toBe(dollars(money));
      expect(back.credits).toBe(dollars(all - money));
      if (refunded === billed.total) expect(all).toBe(gross);
    }),
  );
});

function signed(all: number): string {
  return all < 0 ? `-${dollars(-all)}` : dollars(all);
}
