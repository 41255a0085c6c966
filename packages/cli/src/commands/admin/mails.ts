import * as mailEndpoints from '@kontor/protocol/kontor/mail';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, text } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';

const { limit, state } = mailEndpoints.listMails.query.shape;

export const listMails = command({
  args: z.strictObject({}),
  options: z.strictObject({
    state: state.meta({ description: 'waiting, sent or failed (default: failed).' }),
    before: text('id', 'Only those older than this one.'),
    limit: limit.meta({ description: 'How many, up to 500 (default: 100).', placeholder: 'count' }),
  }),
  details: 'For operators. Of the last thirty days, the newest first.',
  examples: ['kontor admin mails', 'kontor admin mails --state waiting'],
  output: mailEndpoints.listMails.responses[200],
  run: async ({ options }, { call }) => {
    const { body } = await call(mailEndpoints.listMails, { query: options });
    const rows = body.mails.map((mail) => [
      second(mail.createdAt),
      mail.kind,
      mail.to,
      mail.failure ?? '',
      mail.sendableUntil === null ? '' : second(mail.sendableUntil),
      mail.id,
    ]);
    const titles = ['AT', 'WHAT', 'TO', 'FAILURE', 'SENDABLE UNTIL', 'ID'];
    return {
      data: body,
      text: rows.length === 0 ? ['There is none.'] : table(titles, rows),
      notes: body.isOn ? [] : ['This host sends no mail.'],
    };
  },
});

export const sendMailAgain = command({
  args: z.strictObject({ mail: argument('Mail, by id.') }),
  options: z.strictObject({}),
  details: 'For operators. It is possible while its letter is kept, a week at most.',
  examples: ['kontor admin resend Kd83hsP0aQ2mZx7LwT5vBn41'],
  output: mailEndpoints.sendMailAgain.responses[202],
  run: async ({ args }, { call }) => {
    const { body } = await call(mailEndpoints.sendMailAgain, { params: args });
    return { data: body, text: [`The mail to ${body.mail.to} is on its way.`] };
  },
});
