import type { InvoiceState } from '@kontor/protocol';
import { provisionPurchase } from '@kontor/protocol/partner';
import type { Invoice } from '@kontor/protocol/platform';
import type { Bench } from '../bench/bench.ts';
import type { Answer } from '../bench/exchange.ts';
import { bodyOf, expectRefused, expectSuccess } from '../bench/expect.ts';
import { cannotJudge, fail } from '../bench/outcome.ts';
import { hex, type Installation, newCredential } from '../host/installation.ts';
import type { Trial } from './trial.ts';
import { sendWebhook } from './webhooks.ts';

const CENTS = 1000;

export const purchaseTrials: readonly Trial[] = [
  {
    name: 'credit-purchase',
    title: 'What was paid is credited to its resource and answered as a balance.',
    requirements: ['PUR-10', 'PUR-3'],
    level: 'complete',
    needs: 'prepayments',
    advice: 'Credit each item to its `resourceId`, and answer `timestamp` and `balances`.',
    run: async (bench) => {
      const bought = await buyable(bench);
      const answer = await credited(bench, bought);
      expectSuccess(answer, 'Crediting a paid invoice');
      expectBalance(answer, bought, CENTS);
    },
  },
  {
    name: 'credit-once',
    title: 'One invoice is credited once, however often it is asked.',
    requirements: ['PUR-4'],
    level: 'robust',
    needs: 'prepayments',
    advice: 'Remember the invoices that you have credited, not only the keys.',
    run: async (bench) => {
      const bought = await buyable(bench);
      expectSuccess(await credited(bench, bought), 'Crediting a paid invoice');
      const again = await credited(bench, bought);
      if (again.status >= 400 && again.status < 500) return;
      expectSuccess(again, 'The same invoice under another key');
      expectBalance(again, bought, CENTS);
    },
  },
  {
    name: 'credit-once-in-parallel',
    title: 'One invoice that is asked for twice at the same moment is credited once.',
    requirements: ['PUR-4'],
    level: 'robust',
    needs: 'prepayments',
    advice: 'Note the invoice and add its balance in one step.',
    run: async (bench) => {
      const bought = await buyable(bench);
      await Promise.all([1, 2, 3].map(() => credited(bench, bought)));
      expectBalance(await afterwards(bench, bought), bought, CENTS);
    },
  },
  {
    name: 'credit-once-beside-webhooks',
    title: 'An invoice is credited once though webhooks tell of it too.',
    requirements: ['PUR-4', 'WHK-10'],
    level: 'robust',
    needs: 'prepayments',
    advice: 'Credit under the invoice, whoever tells of it and however often.',
    run: async (bench) => {
      if (!bench.has('webhooks')) cannotJudge('The registration gives no webhookUrl.');
      const bought = await buyable(bench);
      const { installation, invoice } = bought;
      const paid = {
        type: 'marketplace.invoice.paid',
        id: `evt_${hex(8)}`,
        payload: {
          installationId: installation.id,
          configuration: { id: installation.id },
          invoiceId: invoice.invoiceId,
          externalInvoiceId: null,
          period: invoice.period,
          invoiceDate: invoice.invoiceDate,
          invoiceTotal: invoice.total,
        },
      };
      await sendWebhook(bench, paid);
      await sendWebhook(bench, paid);
      await credited(bench, bought);
      await sendWebhook(bench, paid);
      expectBalance(await afterwards(bench, bought), bought, CENTS);
    },
  },
  {
    name: 'unpaid-not-credited',
    title: 'An invoice that is not paid, or not there, is refused.',
    requirements: ['PUR-2', 'ERR-1'],
    level: 'complete',
    needs: 'prepayments',
    advice: 'Read the invoice from the host, and credit only what is `paid`.',
    run: async (bench) => {
      for (const state of ['pending', 'notpaid', 'refunded'] as const) {
        const bought = await buyable(bench, state);
        expectRefused(await credited(bench, bought), `An invoice in the state ${state}`);
      }
      const installation = await bench.install();
      const body = { invoiceId: 'inv_none' };
      const unknown = await bench.call(provisionPurchase, { installation, body });
      expectRefused(unknown, 'An invoice that the host does not have');
    },
  },
  {
    name: 'newest-credential',
    title: 'The newest credential of an installation is used for calls back.',
    requirements: ['TOK-22'],
    level: 'robust',
    needs: 'prepayments',
    advice: 'Take the credential over from every upsert, and use no former one.',
    run: async (bench) => {
      const bought = await buyable(bench);
      const { installation } = bought;
      installation.credentials.push(newCredential());
      await bench.upsert(installation);
      await credited(bench, bought);
      const [call] = installation.received;
      if (call === undefined) cannotJudge('The provider has not called back.');
      if (!installation.received.every(({ isNewest }) => isNewest)) {
        fail('It calls with a credential that was replaced.');
      }
    },
  },
  {
    name: 'waits-when-told',
    title: 'After 429 it waits as long as Retry-After says.',
    requirements: ['LIM-3'],
    level: 'robust',
    needs: 'prepayments',
    advice: 'Read `Retry-After` of a 429 and wait for it, or give up and answer 503.',
    run: async (bench) => {
      const bought = await buyable(bench);
      const { installation } = bought;
      const error = { code: 'rate_limited', message: 'Not now.' };
      const headers = { 'retry-after': '1' };
      bench.host.answerNext('getInvoice', installation, { status: 429, headers, body: { error } });
      await credited(bench, bought);
      const reads = installation.received.filter(({ operation }) => operation === 'getInvoice');
      const [first, second] = reads;
      if (first === undefined) cannotJudge('The provider has not called back.');
      if (second !== undefined && second.at - first.at < SECOND_MS - TOLERANCE_MS) {
        fail(`It calls again ${Math.round(second.at - first.at)} ms after a 429 that says 1 s.`);
      }
    },
  },
];

const SECOND_MS = 1000;
const TOLERANCE_MS = 50;

type Bought = {
  readonly installation: Installation;
  readonly resourceId: string;
  readonly invoice: Invoice;
};

/** A resource under a prepayment, and an invoice of a balance for it. */
async function buyable(bench: Bench, state: InvoiceState = 'paid'): Promise<Bought> {
  const plan = (await bench.plans()).find(({ type }) => type === 'prepayment');
  if (plan === undefined) cannotJudge('No prepayment is offered.');
  const installation = await bench.install();
  const { id: resourceId } = await bench.provision(installation, { billingPlanId: plan.id });
  const now = new Date().toISOString();
  const item = { billingPlanId: plan.id, name: plan.name, resourceId };
  const amount = { price: '10.00', quantity: 1, units: 'USD', total: '10.00' };
  const invoice: Invoice = {
    invoiceId: `inv_${hex(12)}`,
    state,
    invoiceDate: now,
    period: { start: now, end: new Date(Date.now() + SECOND_MS).toISOString() },
    items: [{ ...item, ...amount }],
    total: '10.00',
    created: now,
    updated: now,
    ...(state === 'paid' && { paidAt: now }),
  };
  installation.invoices.set(invoice.invoiceId, invoice);
  return { installation, resourceId, invoice };
}

function credited(bench: Bench, { installation, invoice }: Bought): Promise<Answer> {
  const body = { invoiceId: invoice.invoiceId };
  return bench.call(provisionPurchase, { installation, body });
}

/** Has an invoice of nothing credited, to be told what is there. */
async function afterwards(bench: Bench, { installation, invoice, resourceId }: Bought) {
  const [item] = invoice.items;
  if (item === undefined) cannotJudge('The invoice has no item.');
  const nothing: Invoice = {
    ...invoice,
    invoiceId: `inv_${hex(12)}`,
    items: [{ ...item, price: '0.00', total: '0.00' }],
    total: '0.00',
  };
  installation.invoices.set(nothing.invoiceId, nothing);
  const answer = await credited(bench, { installation, invoice: nothing, resourceId });
  if (answer.status > 299) cannotJudge('The provider does not tell a balance without a purchase.');
  return answer;
}

function expectBalance(answer: Answer, { resourceId }: Bought, cents: number): void {
  const { balances } = bodyOf(provisionPurchase.responses[200], answer);
  const own = balances.find((balance) => balance.resourceId === resourceId);
  if (own === undefined) fail('There is no balance of the resource that was bought for.');
  if (own.currencyValueInCents === cents) return;
  fail(`${cents} cents were bought, and the balance says ${own.currencyValueInCents}.`);
}
