import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { billingOf } from '../../world/billing.ts';
import { prepaidStory, prepayment } from '../../world/prepaid.ts';
import { install, payWith, provision } from '../../world/story.ts';
import { voiceOf } from '../../world/voice.ts';
import { type Asked, effectsFromNow, type Flow } from '../scene.ts';
import { booksOf, logOf, resourcesOf, sound } from './found.ts';

export const purchasing: Flow = {
  name: 'purchase',
  prepare: async (lane) => {
    const stage = await lane.freshTeam();
    await payWith(stage, 'test_ok');
    const installation = await install(stage);
    const story = prepaidStory({ ...stage, url: lane.url, provider: lane.provider }, installation);
    const { externalId } = await story.prepaid({ ...prepayment });
    const resource = (await resourcesOf(stage)).find((each) => each.externalId === externalId)?.id;
    const effects = effectsFromNow(lane);
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) => story.buy({ amount: '20', ...(resource && { resource }) }, { headers }),
          subject: ({ purchase }: { purchase: { invoiceId: string } }) => purchase.invoiceId,
        },
      ],
      isSettled: async () => {
        const all = await story.list();
        return all.every(({ state }) => !['open', 'paid', 'crediting'].includes(state));
      },
      compare: async () => {
        const { team } = stage;
        const all = await story.list();
        const invoice = all[0]?.invoiceId ?? '';
        const { body } = await stage.owner.api(k.listPayments, { params: { team, invoice } });
        return {
          found: {
            purchases: all.map(({ state }) => state),
            payments: body.payments.map(({ status }) => status),
            effects: effects.names(),
            books: await booksOf(lane),
          },
          expected: {
            purchases: ['credited'],
            payments: ['succeeded'],
            effects: ['billing.provisionPurchase'],
            books: sound,
          },
        };
      },
    };
  },
};

export const billing: Flow = {
  name: 'invoice',
  prepare: async (lane) => {
    const stage = await lane.freshTeam();
    await payWith(stage, 'test_ok');
    const installation = await install(stage);
    const { externalId } = await provision(stage, installation, { billingPlanId: 'free' });
    const say = voiceOf(lane, installation);
    const body = billingOf(externalId ?? '').invoice();
    const { owner, team } = stage;
    const list = async () => (await owner.api(k.listInvoices, { params: { team } })).body.invoices;
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) => say('POST', '/billing/invoices', body, headers),
          isDone: (refused) => JSON.stringify(refused.body).includes('duplicate_invoice'),
          subject: () => installation,
        },
        {
          ask: async (headers): Promise<Asked> => {
            const invoice = (await list())[0]?.id ?? '';
            return owner.api(k.payInvoice, { params: { team, invoice }, body: {}, headers });
          },
          isDone: ({ error }) => error?.code === 'invoice_state',
          subject: ({ invoice }: { invoice: { id: string } }) => invoice.id,
        },
      ],
      isSettled: async () => (await list()).every(({ state }) => state === 'paid'),
      compare: async () => {
        const all = await list();
        const params = { team, invoice: all[0]?.id ?? '' };
        const { payments } = (await owner.api(k.listPayments, { params })).body;
        return {
          found: {
            invoices: all.map(({ state, total }) => [state, total]),
            payments: payments.map(({ status, amount }) => [status, amount]),
            log: await logOf(stage, ['invoice.created', 'payment.succeeded', 'invoice.paid']),
            books: await booksOf(lane),
          },
          expected: {
            invoices: [['paid', '10.00']],
            payments: [['succeeded', '10.00']],
            log: ['invoice.created', 'payment.succeeded', 'invoice.paid'],
            books: sound,
          },
        };
      },
    };
  },
};
