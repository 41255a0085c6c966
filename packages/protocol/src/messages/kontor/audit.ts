import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { event } from './event.ts';

const reads = { none: 'reads only' } as const;

const ofTeam = z
  .object({
    id: z.string(),
    slug: z.string().nullable().describe('Null once the team was deleted.'),
  })
  .nullable()
  .describe('Null for the host itself, whose log is kept like that of a team.');

/** An event as those see it who run the host: of which team, and who did it by name. */
export const auditEvent = event.extend({
  team: ofTeam,
  by: z
    .string()
    .nullable()
    .describe(
      'What the person, token, service or integration is called now; null when it is gone.',
    ),
});
export type AuditEvent = z.infer<typeof auditEvent>;

export const listAuditEvents = {
  id: 'listAuditEvents',
  method: 'GET',
  path: '/kontor/v1/operator/events',
  summary: 'Lists what happened over all teams and to the host itself, newest first.',
  access: { kind: 'operator' },
  query: z.strictObject({
    team: z.string().max(128).optional().describe('Only those of one team, by id or slug.'),
    type: z
      .string()
      .max(64)
      .optional()
      .describe('A type, or everything about a noun, such as `project.*`.'),
    actor: z
      .string()
      .max(128)
      .optional()
      .describe('Id of who did it: person, token, service or installation; or the kind of actor.'),
    subject: z.string().max(128).optional().describe('Id of something that it was about.'),
    since: z.iso.datetime({ offset: true }).optional(),
    until: z.iso.datetime({ offset: true }).optional().describe('Only those before it.'),
    before: z.string().max(64).optional().describe('Only those older than the event of this id.'),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  responses: { 200: z.object({ events: z.array(auditEvent) }) },
  audit: reads,
} as const satisfies HostEndpoint;

/** The log of a team that is not as it was written. */
export const brokenLog = z.object({
  team: ofTeam,
  brokenAt: z.int().describe('The first place in the log of the team that does not fit.'),
  reason: z
    .enum(['missing_or_reordered', 'not_linked', 'altered', 'truncated'])
    .describe(
      'altered: the event is not what was sealed. not_linked: it does not follow the one before. truncated: events at the end are gone.',
    ),
  intactUntil: z.iso.datetime().nullable().describe('When the last event was that fits.'),
});
export type BrokenLog = z.infer<typeof brokenLog>;

/** What the newest verification of all logs has found so far. */
export const auditVerification = z.object({
  startedAt: z.iso.datetime().nullable().describe('Null when there was none yet.'),
  endedAt: z.iso.datetime().nullable().describe('Null while logs are left to verify.'),
  isIntact: z.boolean().describe('Whether nothing that was verified is broken.'),
  teams: z.int().describe('Logs that were verified.'),
  teamsLeft: z.int().describe('Logs that were not reached yet.'),
  events: z.int().describe('Events that fit.'),
  verifiedUntil: z.iso.datetime().nullable().describe('When the newest event was that fits.'),
  eventsSince: z.int().describe('Events that came after those that were verified.'),
  broken: z.array(brokenLog).describe('The first hundred.'),
});
export type AuditVerification = z.infer<typeof auditVerification>;

const verification = '/kontor/v1/operator/events/verification';

export const getAuditVerification = {
  id: 'getAuditVerification',
  method: 'GET',
  path: verification,
  summary: 'Tells up to where the logs of all teams were found intact, and when that was.',
  access: { kind: 'operator' },
  responses: { 200: auditVerification },
  audit: reads,
} as const satisfies HostEndpoint;

/** One call verifies some thousand events; whoever wants all calls until `endedAt` is there. */
export const verifyAuditLog = {
  id: 'verifyAuditLog',
  method: 'POST',
  path: verification,
  summary:
    'Recomputes the chains of all teams, a part with each call: a new verification, or one that goes on.',
  access: { kind: 'operator' },
  request: z.strictObject({
    startedAt: z.iso
      .datetime()
      .optional()
      .describe('That of the verification to go on with. Without it, a new one begins.'),
  }),
  responses: { 200: auditVerification },
  audit: { none: 'changes nothing of any team' },
} as const satisfies HostEndpoint;
