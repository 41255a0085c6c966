import { type Actor, type Event, kontorEndpoints } from '@kontor/protocol/kontor';
import * as z from 'zod';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { flag, text } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import type { Shown } from '../../output/shown.ts';
import { table } from '../../output/table.ts';
import type { Session } from '../../session.ts';
import { followEvents } from './follow-events.ts';

const { after, limit } = kontorEndpoints.listEvents.query.shape;

export const listEvents = command({
  args: z.strictObject({}),
  options: z.strictObject({
    after: after.meta({
      description: 'Only what came after this number, oldest first.',
      placeholder: 'number',
    }),
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
  output: kontorEndpoints.listEvents.responses[200],
  run: async ({ options: { follow, ...options } }, session) => {
    const team = await session.team();
    if (follow) return followed(session, { ...options, team });
    const { body } = await session.call(kontorEndpoints.listEvents, {
      params: { team },
      query: options,
    });
    const { events } = body;
    return {
      data: { events },
      text:
        events.length === 0
          ? ['There are no events.']
          : table(['NO', 'AT', 'WHAT', 'WHO', 'OF'], events.map(rowOf)),
    };
  },
});

type Wanted = {
  readonly team: string;
  readonly after?: number | undefined;
  readonly type?: string | undefined;
  readonly limit?: number | undefined;
};

async function followed(
  session: Session,
  { team, type, after: position, limit: count = Number.POSITIVE_INFINITY }: Wanted,
): Promise<Shown<{ events: Event[] }>> {
  const events: Event[] = [];
  await followEvents(session, {
    team,
    after: position,
    tell: (event) => {
      if (!isOfType(event, type)) return false;
      events.push(event);
      session.part([rowOf(event).join('  ')]);
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

/** As the host understands a type: one, or everything about a noun. */
function isOfType(event: Event, type: string | undefined): boolean {
  if (type === undefined) return true;
  return type.endsWith('.*') ? event.type.startsWith(type.slice(0, -1)) : event.type === type;
}

function rowOf(event: Event): string[] {
  return [
    String(event.sequence),
    second(event.at),
    event.type,
    actorOf(event.actor),
    Object.values(event.subject).join(' '),
  ];
}

function actorOf(actor: Actor): string {
  switch (actor.kind) {
    case 'person':
      if (actor.agent !== undefined) return `${actor.userId} through agent ${actor.agent}`;
      return actor.serviceId === undefined
        ? actor.userId
        : `${actor.userId} through ${actor.serviceId}`;
    case 'service':
      return `service ${actor.serviceId}`;
    case 'machine':
      return actor.tokenId;
    case 'provider':
      return `provider of ${actor.installationId}`;
    case 'system':
      return 'the host';
  }
}
