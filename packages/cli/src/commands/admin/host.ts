import * as hostEndpoints from '@kontor/protocol/kontor/host';
import * as invoiceEndpoints from '@kontor/protocol/kontor/invoice';
import * as sessionEndpoints from '@kontor/protocol/kontor/session';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { second } from '../../output/day.ts';

export const setPermissions = command({
  args: z.strictObject({
    integration: argument('Integration, by slug or id.'),
    globalUserIds: z.enum(['on', 'off']).meta({
      description: 'Whether it may know people by an id across integrations.',
    }),
  }),
  options: z.strictObject({}),
  details: 'For operators.',
  examples: ['kontor admin permissions lagoon on'],
  output: z.object({ integration: z.string(), globalUserIds: z.boolean() }),
  run: async ({ args: { integration, ...args } }, { call }) => {
    const globalUserIds = args.globalUserIds === 'on';
    await call(hostEndpoints.setIntegrationPermissions, {
      params: { integration },
      body: { globalUserIds },
    });
    const may = globalUserIds ? 'knows people by an id' : 'does not know people';
    return {
      data: { integration, globalUserIds },
      text: [`${integration} ${may} across integrations.`],
    };
  },
});

export const resetPassword = command({
  args: z.strictObject({ email: argument('E-mail address of who has forgotten theirs.') }),
  options: z.strictObject({}),
  details: 'For operators. The link alone goes to the standard output; it is good once.',
  examples: ['kontor admin reset-password grace@acme.example'],
  output: sessionEndpoints.createPasswordReset.responses[201],
  run: async ({ args }, { call }) => {
    const { body } = await call(sessionEndpoints.createPasswordReset, { body: args });
    return { data: body, text: [body.url], notes: [`Good until ${second(body.expiresAt)}, once.`] };
  },
});

const { outcome } = invoiceEndpoints.settleInvoice.request.shape;

export const settleInvoice = command({
  args: z.strictObject({
    team: argument('Team, by slug or id.'),
    invoice: argument('Invoice, by id.'),
    outcome: outcome.meta({
      description: `What became of the money: ${outcome.options.join(', ')}.`,
    }),
  }),
  options: z.strictObject({}),
  details: 'For operators of a host that does not move money itself.',
  examples: ['kontor admin settle acme inv_0Vc0tmWXfUFNx3iR4TK0u99O paid'],
  output: invoiceEndpoints.settleInvoice.responses[200],
  run: async ({ args: { team, invoice, ...body } }, { call }) => {
    const answer = await call(invoiceEndpoints.settleInvoice, { params: { team, invoice }, body });
    const { id, state } = answer.body.invoice;
    return { data: answer.body, text: [`${id} is ${state}.`] };
  },
});
