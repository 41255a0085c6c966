import type { Event, Operation } from '@kontor/protocol/kontor';
import * as eventEndpoints from '@kontor/protocol/kontor/event';
import * as operationEndpoints from '@kontor/protocol/kontor/operation';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, flag } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import type { Session } from '../../session.ts';
import { actorOf } from '../event/event-row.ts';
import { followEvents } from '../event/follow-events.ts';
import { findSubject, type Subject } from './find-subject.ts';

const { events, limit } = {
  ...eventEndpoints.listEvents.responses[200].shape,
  ...eventEndpoints.listEvents.query.shape,
};
const { operations } = operationEndpoints.listOperations.responses[200].shape;

export const showLogs = command({
  args: z.strictObject({ name: argument('Resource, integration or project, by name or id.') }),
  options: z.strictObject({
    follow: flag('Print what happens as it happens, until Ctrl-C or --timeout.'),
    limit: limit.meta({
      description: 'How many events, up to 500 (default: 50).',
      placeholder: 'count',
    }),
  }),
  details:
    'What happened to it and who did it, the oldest first, with what was asked of its provider and how that went. What the provider itself writes is at the provider: `kontor open`. Every request to a provider is for that provider to see: `kontor calls list`.',
  examples: ['kontor logs orders', 'kontor logs lagoon --follow', 'kontor logs web --limit 200'],
  output: z.object({
    subject: z.object({
      kind: z.enum(['resource', 'installation', 'project']),
      id: z.string(),
      name: z.string(),
    }),
    events,
    operations,
  }),
  run: async ({ args, options }, session) => {
    const subject = await findSubject(session, args.name);
    if (options.follow) return followed(session, subject);
    const params = { team: await session.team() };
    const [happened, begun] = await Promise.all([
      session.call(eventEndpoints.listEvents, {
        params,
        query: { subject: subject.id, limit: options.limit },
      }),
      operationsOf(session, subject),
    ]);
    const data = { subject, events: happened.body.events.toReversed(), operations: begun };
    const rows = [...data.events.map(eventLine), ...begun.map(operationLine)].sort(byTime);
    return {
      data,
      text:
        rows.length === 0
          ? [`Nothing is known of ${subject.name}.`]
          : table(['AT', 'WHAT', 'BY', 'HOW IT WENT'], rows),
    };
  },
});

async function operationsOf({ call, team }: Session, { kind, id }: Subject): Promise<Operation[]> {
  if (kind === 'project') return [];
  const { body } = await call(operationEndpoints.listOperations, {
    params: { team: await team() },
    query: { [kind]: id, limit: 100 },
  });
  return body.operations.toReversed();
}

async function followed(session: Session, subject: Subject) {
  const told: Event[] = [];
  await followEvents(session, {
    team: await session.team(),
    after: undefined,
    tell: (event) => {
      if (!Object.values(event.subject).includes(subject.id)) return false;
      told.push(event);
      session.part([eventLine(event).join('  ')]);
      return false;
    },
  });
  return { data: { subject, events: told, operations: [] }, text: [] };
}

function eventLine({ at, type, actor, operationId }: Event): string[] {
  return [second(at), type, actorOf(actor), operationId === null ? '' : `in ${operationId}`];
}

function operationLine({ createdAt, kind, status, attempts, refusal, id }: Operation): string[] {
  const tries = attempts === 1 ? '1 try' : `${attempts} tries`;
  const why = refusal === null ? '' : `: ${refusal.message}`;
  return [second(createdAt), kind, 'the host', `${status} after ${tries}${why} (${id})`];
}

function byTime([one = '']: readonly string[], [other = '']: readonly string[]): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
