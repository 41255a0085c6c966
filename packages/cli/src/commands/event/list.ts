import { type Actor, type Event, kontorEndpoints } from '@kontor/protocol/kontor';
import * as z from 'zod';
import { command } from '../../command.ts';
import { text } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';

const { after, limit } = kontorEndpoints.listEvents.query.shape;

export const listEvents = command({
  args: z.strictObject({}),
  options: z.strictObject({
    after: after.meta({
      description: 'Only what came after this number, oldest first.',
      placeholder: 'number',
    }),
    type: text('type', 'Only events of this type, such as resource.provisioned.'),
    limit: limit.meta({ description: 'How many, up to 500 (default: 50).', placeholder: 'count' }),
  }),
  examples: ['kontor events list', 'kontor events list --type connection.created --limit 10'],
  run: async ({ options }, session) => {
    const { body } = await session.call(kontorEndpoints.listEvents, {
      params: { team: await session.team() },
      query: options,
    });
    const { events } = body;
    return {
      data: { events },
      text:
        events.length === 0
          ? ['There are no events.']
          : table(
              ['NO', 'AT', 'WHAT', 'WHO', 'OF'],
              events.map((event) => [
                String(event.sequence),
                second(event.at),
                event.type,
                actorOf(event.actor),
                subjectOf(event),
              ]),
            ),
    };
  },
});

function actorOf(actor: Actor): string {
  switch (actor.kind) {
    case 'person':
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

function subjectOf({ subject }: Event): string {
  return Object.values(subject).join(' ');
}
