import type { Event } from '@kontor/protocol/kontor';
import * as eventEndpoints from '@kontor/protocol/kontor/event';
import * as z from 'zod';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { flag, text } from '../../inputs.ts';
import type { Shown } from '../../output/shown.ts';
import { table } from '../../output/table.ts';
import type { Session } from '../../session.ts';
import { eventRow } from './event-row.ts';
import { followEvents } from './follow-events.ts';

const { after, before, limit } = eventEndpoints.listEvents.query.shape;

export const listEvents = command({
  args: z.strictObject({}),
  options: z.strictObject({
    after: after.meta({
      description: 'Only what came after this number, oldest first.',
      placeholder: 'number',
    }),
    before: before.meta({
      description: 'Only what came before this number, newest first.',
      placeholder: 'number',
    }),
    actor: text('actor', 'Only what this person, token, service or installation did, by id.'),
    subject: text('id', 'Only what was about this.'),
    type: text('type', 'Only events of this type, such as resource.provisioned, or resource.*.'),
    limit: limit.removeDefault().optional().meta({
      description: 'How many, up to 500 (default: 50; with --follow, as many as come).',
      placeholder: 'count',
    }),
    follow: flag('Print what happens as it happens, until Ctrl-C or --timeout.'),
  }),
  details:
    'With --follow, a connection that is lost is taken up where it was. --limit ends it after so many; exit code 7 says that fewer came. With --json, they are printed together at its end.',
  examples: [
    'kontor events list',
    'kontor events list --type connection.created --limit 10',
    'kontor events list --follow',
    'kontor events list --follow --type resource.provisioned --limit 1 --timeout 600',
  ],
  output: eventEndpoints.listEvents.responses[200],
  run: async ({ options: { follow, ...options } }, session) => {
    const team = await session.team();
    if (follow) return followed(session, { ...options, team });
    const { body } = await session.call(eventEndpoints.listEvents, {
      params: { team },
      query: options,
    });
    const { events } = body;
    return {
      data: { events },
      text:
        events.length === 0
          ? ['There are no events.']
          : table(['NO', 'AT', 'WHAT', 'WHO', 'OF'], events.map(eventRow)),
    };
  },
});

type Wanted = {
  readonly team: string;
  readonly after?: number | undefined;
  readonly type?: string | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly limit?: number | undefined;
};

async function followed(session: Session, wanted: Wanted): Promise<Shown<{ events: Event[] }>> {
  const { team, after: position, limit: count = Number.POSITIVE_INFINITY } = wanted;
  const events: Event[] = [];
  await followEvents(session, {
    team,
    after: position,
    tell: (event) => {
      if (!isWanted(event, wanted)) return false;
      events.push(event);
      session.part([eventRow(event).join('  ')]);
      return events.length >= count;
    },
  });
  const isShort = Number.isFinite(count) && events.length < count;
  return {
    data: { events },
    text: [],
    ...(isShort && { exitCode: exitCode.stillRunning }),
  };
}

/** As the host understands what is asked for: a type may be everything about a noun. */
function isWanted(event: Event, { type, actor, subject }: Wanted): boolean {
  if (type?.endsWith('.*') && !event.type.startsWith(type.slice(0, -1))) return false;
  if (type !== undefined && !type.endsWith('.*') && event.type !== type) return false;
  if (actor !== undefined && !Object.values(event.actor).includes(actor)) return false;
  return subject === undefined || Object.values(event.subject).includes(subject);
}
