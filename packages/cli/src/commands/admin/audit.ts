import type { AuditEvent, AuditVerification } from '@kontor/protocol/kontor';
import * as auditEndpoints from '@kontor/protocol/kontor/audit';
import * as z from 'zod';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { text } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import type { Line } from '../../output/line.ts';
import { readTime } from '../../output/read-time.ts';
import { table } from '../../output/table.ts';
import { actorOf } from '../event/event-row.ts';

const { limit } = auditEndpoints.listAuditEvents.query.shape;

export const listAuditEvents = command({
  args: z.strictObject({}),
  options: z.strictObject({
    of: text('team', 'Only what happened in this team, by slug or id.'),
    type: text('type', 'Only events of this type, such as resource.provisioned, or resource.*.'),
    actor: text('actor', 'Only what this person, token, service or installation did, by id.'),
    subject: text('id', 'Only what was about this.'),
    since: text('time', 'Only from then on, such as 2027-01-31 or 2027-01-31T12:00Z.'),
    until: text('time', 'Only what happened before.'),
    before: text('id', 'Only what happened before this event.'),
    limit: limit.meta({ description: 'How many.', placeholder: 'count' }),
  }),
  details: 'For operators. Of all teams, the newest first.',
  examples: ['kontor admin events', 'kontor admin events --of acme --type invoice.*'],
  output: auditEndpoints.listAuditEvents.responses[200],
  run: async ({ options: { of, since, until, ...query } }, { call }) => {
    const { body } = await call(auditEndpoints.listAuditEvents, {
      query: {
        ...query,
        ...(of !== undefined && { team: of }),
        ...readTime('since', since),
        ...readTime('until', until),
      },
    });
    const rows = body.events.map((event) => [
      second(event.at),
      whereOf(event),
      event.type,
      event.by ?? actorOf(event.actor),
      Object.values(event.subject).join(' '),
      event.id,
    ]);
    const titles = ['AT', 'TEAM', 'WHAT', 'WHO', 'OF', 'ID'];
    return { data: body, text: rows.length === 0 ? ['There is nothing.'] : table(titles, rows) };
  },
});

export const showAudit = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details: 'For operators. Exit code 1 says that something does not fit.',
  examples: ['kontor admin audit'],
  output: auditEndpoints.getAuditVerification.responses[200],
  run: async (_, { call }) => shown((await call(auditEndpoints.getAuditVerification, {})).body),
});

export const verifyAudit = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details:
    'For operators. Recomputes every log from its beginning. Exit code 1 says that something does not fit.',
  examples: ['kontor admin verify'],
  output: auditEndpoints.verifyAuditLog.responses[200],
  run: async (_, { call, progress }) => {
    let { body } = await call(auditEndpoints.verifyAuditLog, { body: {} });
    while (body.endedAt === null && body.startedAt !== null) {
      progress.say(`Verifying, ${body.teamsLeft} teams are left`);
      ({ body } = await call(auditEndpoints.verifyAuditLog, {
        body: { startedAt: body.startedAt },
      }));
    }
    progress.clear();
    return shown(body);
  },
});

function shown(found: AuditVerification) {
  return {
    data: found,
    text: linesOf(found),
    ...(!found.isIntact && { exitCode: exitCode.refused }),
  };
}

function linesOf({ endedAt, teams, events, broken, eventsSince, isIntact }: AuditVerification) {
  if (endedAt === null && broken.length === 0) return ['The logs were never verified whole.'];
  const lines: Line[] = [
    `${isIntact ? 'All' : 'NOT all'} of the ${events} events of ${teams} teams follow from each other. ${eventsSince} came since.`,
  ];
  if (broken.length === 0) return lines;
  const rows = broken.map(({ team, brokenAt, reason }) => [
    whereOf({ team }),
    String(brokenAt),
    reason.replaceAll('_', ' '),
  ]);
  return [...lines, '', ...table(['TEAM', 'EVENT', 'WHAT'], rows)];
}

/** The team that it is of, or the host. */
function whereOf({ team }: Pick<AuditEvent, 'team'>): string {
  return team === null ? 'this host' : (team.slug ?? team.id);
}
