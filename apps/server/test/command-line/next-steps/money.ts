import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { expect } from 'vitest';
import { createApi } from '../../world/api-client.ts';
import { billingOf } from '../../world/billing.ts';
import { eventually, provision } from '../../world/story.ts';
import { tokenOf } from '../../world/voice.ts';
import { emptyTeam, lastWord, nowDone, paid, type Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

/** Limits, invoices and what agents may spend. */
export function ofMoney(stage: Stage) {
  const { here, world } = stage;
  return {
    setLimit: {
      line: 'kontor limits list',
      env: emptyTeam,
      gets: /The limit of the team is \$100 a month/,
    },
    removeLimit: {
      before: () => here.line('kontor limits set 0 --hard'),
      line: `${paid} limited`,
      code: 1,
      gets: nowDone(stage, `${paid} limited`),
    },
    payInvoice: {
      before: async () => {
        await here.line('kontor payment-methods add test_declined');
        const { paymentMethods } = (
          await world.owner.api(k.listPaymentMethods, { params: stage.params() })
        ).body;
        for (const { id, label } of paymentMethods) {
          if (label === 'Declines') await here.line(`kontor payment-methods default ${id}`);
        }
        const resource = await provision(world, stage.installation, { name: 'billed' });
        const { invoice } = billingOf(resource.externalId ?? '');
        const { status, error } = await createApi(world.url, tokenOf(world, stage.installation))(
          p.submitInvoice,
          { params: { installationId: stage.installation }, body: invoice() as never },
        );
        expect(status, JSON.stringify(error)).toBeLessThan(300);
        await eventually(async () =>
          (await here.line('kontor doctor')).stdout.includes('invoices pay'),
        );
        for (const { id, label } of paymentMethods) {
          if (label === 'Pays') await here.line(`kontor payment-methods default ${id}`);
        }
      },
      line: 'kontor doctor',
      code: 1,
      gets: async ({ command }) => {
        const paidOne = lastWord(command);
        await eventually(async () => {
          const { body } = await world.owner.api(k.getTeamInvoice, {
            params: { ...stage.params(), invoice: paidOne },
          });
          return body.invoice.state === 'paid';
        });
      },
    },
    listInvoices: {
      before: () => here.write('wrong.json', '{}'),
      line: 'kontor invoices verify wrong.json',
      code: 1,
      gets: /scripted/,
    },
    createAgent: { line: 'kontor agents list', env: emptyTeam, gets: /kat_/ },
    showAgent: { line: 'kontor agents create spender --budget 10', gets: /spender/ },
  } satisfies Scenarios;
}
