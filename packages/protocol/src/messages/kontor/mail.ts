import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';

/** A mail as those see it who run the host. What the letter says is shown to nobody. */
export const mail = z.object({
  id: z.string(),
  kind: z.enum(['invitation', 'account-disabled', 'password-reset', 'approval']),
  to: z.string(),
  state: z.enum(['waiting', 'sent', 'failed']),
  attempts: z.int().describe('Since it was posted, or was last asked to be sent again.'),
  failure: z
    .string()
    .nullable()
    .describe('How the last try failed: codes of the connection and of the server, not its text.'),
  createdAt: z.iso.datetime(),
  dueAt: z.iso.datetime().nullable().describe('When it is tried next; null once it has ended.'),
  endedAt: z.iso.datetime().nullable().describe('When it was sent, or given up.'),
  sendableUntil: z.iso
    .datetime()
    .nullable()
    .describe('Until when a mail that failed can be sent again: its letter is kept so long.'),
});
export type Mail = z.infer<typeof mail>;

export const listMails = {
  id: 'listMails',
  method: 'GET',
  path: '/kontor/v1/operator/mails',
  summary: 'Lists mail of the last thirty days, newest first: what failed, unless asked otherwise.',
  access: { kind: 'operator' },
  query: z.strictObject({
    state: mail.shape.state.default('failed'),
    before: z.string().max(64).optional().describe('Only those older than the mail of this id.'),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  responses: {
    200: z.object({
      isOn: z.boolean().describe('Whether this host sends mail.'),
      mails: z.array(mail),
    }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** The same mail under the same message id. Of two who ask at once one is refused. */
export const sendMailAgain = {
  id: 'sendMailAgain',
  method: 'POST',
  path: '/kontor/v1/operator/mails/{mail}/attempts',
  summary: 'Has a mail that failed sent again, as often as a new one, while its letter is kept.',
  access: { kind: 'operator' },
  responses: { 202: z.object({ mail }) },
  audit: { event: 'mail.sent-again' },
} as const satisfies HostEndpoint;
