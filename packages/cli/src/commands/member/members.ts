import type { Member } from '@kontor/protocol/kontor';
import * as teamEndpoints from '@kontor/protocol/kontor/team';
import { role } from '@kontor/protocol/vocabulary/role';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { oneOf } from '../../names/one-of.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import type { Session } from '../../session.ts';

const memberArgument = { member: argument('Member, by e-mail address or id.') };
const roleArgument = {
  role: role.meta({ description: `What they may do: ${role.options.join(', ')}.` }),
};

export const listMembers = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  examples: ['kontor members list'],
  output: teamEndpoints.listMembers.responses[200],
  run: async (_, session) => {
    const members = await membersOf(session);
    return {
      data: { members },
      text: table(
        ['E-MAIL', 'NAME', 'ROLE', 'SINCE', 'ID'],
        members.map((each) => [each.email, each.name, each.role, day(each.joinedAt), each.userId]),
      ),
    };
  },
});

export const addMember = command({
  args: z.strictObject({ email: argument('E-mail address of their account.'), ...roleArgument }),
  options: z.strictObject({}),
  details: 'For people who have an account at the host. `kontor invitations create` asks others.',
  examples: ['kontor members add grace@acme.example developer'],
  output: teamEndpoints.addMember.responses[201],
  run: async ({ args: body }, session) => {
    const { body: data } = await session.call(teamEndpoints.addMember, {
      params: { team: await session.team() },
      body,
    });
    return { data, text: [`${data.member.email} is in the team now, as ${data.member.role}.`] };
  },
});

export const changeRole = command({
  args: z.strictObject({ ...memberArgument, ...roleArgument }),
  options: z.strictObject({}),
  details: 'The last owner keeps their role.',
  examples: ['kontor members role grace@acme.example billing'],
  output: teamEndpoints.updateMember.responses[200],
  run: async ({ args }, session) => {
    const { userId: user } = await findMember(session, args.member);
    const { body: data } = await session.call(teamEndpoints.updateMember, {
      params: { team: await session.team(), user },
      body: { role: args.role },
    });
    return { data, text: [`${data.member.email} is ${data.member.role} now.`] };
  },
});

export const removeMember = command({
  args: z.strictObject({ ...memberArgument }),
  options: z.strictObject({}),
  details: 'What they installed stays. Asks before; where nobody can be asked, --yes is needed.',
  examples: ['kontor members remove grace@acme.example --yes'],
  output: z.object({ removed: teamEndpoints.updateMember.responses[200].shape.member }),
  run: async ({ args }, session) => {
    const removed = await findMember(session, args.member);
    await session.ask.toConfirm({ message: `Take ${removed.email} out of the team?` });
    await session.call(teamEndpoints.removeMember, {
      params: { team: await session.team(), user: removed.userId },
    });
    return { data: { removed }, text: [`${removed.email} is not in the team any more.`] };
  },
});

async function membersOf({ call, team }: Session): Promise<readonly Member[]> {
  return (await call(teamEndpoints.listMembers, { params: { team: await team() } })).body.members;
}

async function findMember(session: Session, named: string): Promise<Member> {
  return oneOf(named, await membersOf(session), {
    noun: 'member',
    names: ({ email, userId }) => [email, userId],
    tell: ({ email, userId }) => `${userId} (${email})`,
  });
}
