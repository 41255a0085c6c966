import * as sessionEndpoints from '@kontor/protocol/kontor/session';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';

export const listSessions = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details: 'Browsers only; `kontor tokens list` has what programs use.',
  examples: ['kontor sessions list'],
  output: sessionEndpoints.listSessions.responses[200].extend(
    sessionEndpoints.getSignInWays.responses[200].shape,
  ),
  run: async (_, { call }) => {
    const [{ body }, ways] = await Promise.all([
      call(sessionEndpoints.listSessions, {}),
      call(sessionEndpoints.getSignInWays, {}),
    ]);
    const { password, platform } = ways.body;
    const given = [...(password ? ['a password'] : []), ...(platform ? ['your platform'] : [])];
    return {
      data: { ...body, ...ways.body },
      text:
        body.sessions.length === 0
          ? ['You are signed in with no browser.']
          : table(
              ['SINCE', 'LAST SEEN', 'BROWSER', 'ADDRESS', 'ID'],
              body.sessions.map((each) => [
                second(each.createdAt),
                second(each.lastSeenAt),
                each.userAgent ?? '-',
                each.ipAddress ?? '-',
                each.id,
              ]),
            ),
      notes: given.length === 0 ? [] : [`You can sign in with ${given.join(' and ')}.`],
    };
  },
});

export const endSession = command({
  args: z.strictObject({ session: argument('Session, by id.') }),
  options: z.strictObject({}),
  examples: ['kontor sessions end 6f1d2e3a4b'],
  output: z.object({ ended: z.string() }),
  run: async ({ args }, { call }) => {
    await call(sessionEndpoints.endSession, { params: { session: args.session } });
    return { data: { ended: args.session }, text: [`Signed ${args.session} out.`] };
  },
});

export const endSessions = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details: 'Tokens stay, this one too.',
  examples: ['kontor sessions end-all'],
  output: sessionEndpoints.endOtherSessions.responses[200],
  run: async (_, { call }) => {
    const { body } = await call(sessionEndpoints.endOtherSessions, {});
    return { data: body, text: [`Signed ${body.ended} browsers out.`] };
  },
});
