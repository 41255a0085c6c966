import * as invitationEndpoints from '@kontor/protocol/kontor/invitation';
import { role } from '@kontor/protocol/vocabulary/role';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { oneOf } from '../../names/one-of.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';

export const listInvitations = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  examples: ['kontor invitations list'],
  output: invitationEndpoints.listInvitations.responses[200],
  run: async (_, session) => {
    const { body } = await session.call(invitationEndpoints.listInvitations, {
      params: { team: await session.team() },
    });
    return {
      data: body,
      text:
        body.invitations.length === 0
          ? ['Nobody is asked to join.']
          : table(
              ['E-MAIL', 'ROLE', 'UNTIL', 'MAIL', 'ID'],
              body.invitations.map(({ email, role: as, expiresAt, isExpired, mail, id }) => [
                email,
                as,
                isExpired ? 'over' : second(expiresAt),
                mail,
                id,
              ]),
            ),
    };
  },
});

export const createInvitation = command({
  args: z.strictObject({
    email: argument('E-mail address of whom to ask.'),
    role: role.meta({ description: `What they may do: ${role.options.join(', ')}.` }),
  }),
  options: z.strictObject({}),
  details:
    'The link alone goes to the standard output. The host mails it where it can send mail; else hand it over yourself.',
  examples: ['kontor invitations create grace@acme.example developer'],
  output: invitationEndpoints.createInvitation.responses[201],
  run: async ({ args: body }, session) => {
    const { body: data } = await session.call(invitationEndpoints.createInvitation, {
      params: { team: await session.team() },
      body,
    });
    const { email, expiresAt, url, mail } = data.invitation;
    const mailed = mail === 'off' ? 'Hand this link over' : 'It is mailed';
    return {
      data,
      text: [url],
      notes: [`Asked ${email}. ${mailed}; good until ${second(expiresAt)}.`],
    };
  },
});

export const deleteInvitation = command({
  args: z.strictObject({ invitation: argument('Invitation, by e-mail address or id.') }),
  options: z.strictObject({}),
  details: 'Its link leads nowhere from then on.',
  examples: ['kontor invitations delete grace@acme.example'],
  output: z.object({
    deleted: invitationEndpoints.createInvitation.responses[201].shape.invitation,
  }),
  run: async ({ args }, session) => {
    const params = { team: await session.team() };
    const { body } = await session.call(invitationEndpoints.listInvitations, { params });
    const deleted = oneOf(args.invitation, body.invitations, {
      noun: 'invitation',
      names: ({ email, id }) => [email, id],
      tell: ({ email, id }) => `${id} (${email})`,
    });
    await session.call(invitationEndpoints.deleteInvitation, {
      params: { ...params, invitation: deleted.id },
    });
    return { data: { deleted }, text: [`Took the invitation of ${deleted.email} back.`] };
  },
});
