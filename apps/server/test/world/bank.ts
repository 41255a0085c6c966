import type { PaymentSettings } from '../../src/payments/payments.ts';
import type { Database } from '../../src/postgres/database.ts';
import { type StripeStandIn, startStripeStandIn } from './stripe-stand-in.ts';

/** What a payment method does with whatever is charged to it. */
export type Fate = 'ok' | 'declined' | 'insufficient' | 'expired' | 'unseen' | 'slow' | 'lost';

/** The bank behind a payment back end, as tests look at it. */
export type Bank = {
  readonly payments: PaymentSettings;
  /** A token for a payment method; the same for the same fate. */
  readonly token: (fate: Fate) => string;
  /** In dollars, what was moved for these payments. */
  readonly moved: (
    database: Database,
    payments: readonly string[],
    kind: 'charge' | 'refund',
  ) => Promise<readonly { readonly amount: string }[]>;
  /** In dollars, what is held for these payments, and how many holds there ever were of them. */
  readonly held: (
    database: Database,
    payments: readonly string[],
  ) => Promise<{ readonly now: readonly string[]; readonly ever: number }>;
  /** Leaves hardly anything of these charges to be paid back. */
  readonly shrink: (database: Database, payments: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function openBank(kind: 'test' | 'stripe'): Promise<Bank> {
  return kind === 'test' ? testBank() : stripeBank(await startStripeStandIn());
}

function testBank(): Bank {
  const tokens: Partial<Record<Fate, string>> = {
    insufficient: 'test_insufficient_funds',
    unseen: 'test_requires_action',
  };
  return {
    payments: { kind: 'test' },
    token: (fate) => tokens[fate] ?? `test_${fate}`,
    moved: (database, payments, kind) =>
      database.read(
        `select amount from test_bank_entry
         where key = any($1) and kind = $2 and status = 'succeeded'`,
        [payments, kind],
      ),
    held: async (database, payments) => {
      const rows = await database.read<{ amount: string; status: string }>(
        `select amount, status from test_bank_entry where key = any($1) and kind = 'authorisation'`,
        [payments],
      );
      const now = rows.filter(({ status }) => status === 'succeeded' || status === 'pending');
      return { now: now.map(({ amount }) => amount), ever: rows.length };
    },
    shrink: async (database, payments) => {
      await database.read('update test_bank_entry set amount = 1 where key = any($1)', [payments]);
    },
    close: async () => {},
  };
}

function stripeBank(stripe: StripeStandIn): Bank {
  const tokens = new Map<Fate, string>();
  const isOf = (payments: readonly string[], { metadata }: { metadata: Record<string, string> }) =>
    payments.includes(metadata.kontor_payment ?? '');
  return {
    payments: stripe.settings,
    token: (fate) => {
      const token = tokens.get(fate) ?? stripe.form(fate);
      tokens.set(fate, token);
      return token;
    },
    moved: async (_database, payments, kind) => {
      const all = kind === 'charge' ? stripe.intents : stripe.refunds;
      return [...all.values()]
        .filter((each) => each.status === 'succeeded' && isOf(payments, each))
        .map(({ amount }) => ({ amount: (amount / 100).toFixed(2) }));
    },
    held: async (_database, payments) => {
      const intents = [...stripe.intents.values()].filter(
        (each) => each.capture_method === 'manual' && isOf(payments, each),
      );
      const now = intents.filter(({ status }) => status === 'requires_capture');
      return { now: now.map(({ amount }) => (amount / 100).toFixed(2)), ever: intents.length };
    },
    shrink: async (_database, payments) => {
      for (const intent of stripe.intents.values()) {
        if (isOf(payments, intent)) intent.refundable = 100;
      }
    },
    close: stripe.close,
  };
}
