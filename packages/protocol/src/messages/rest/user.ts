import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { refusals } from '../platform/refusals.ts';

/**
 * The person behind a credential, in the short form that every client understands. Nobody has an
 * account of their own beside their teams, which is what `version` says.
 *
 * @see spec/platform-api.md §4.3
 */
export const authUser = z.object({
  limited: z.literal(true),
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  username: z.string(),
  avatar: z.null(),
  defaultTeamId: z.string().nullable(),
  version: z.literal('northstar'),
});

/** @see spec/platform-api.md §4.3 */
export const getAuthUser = {
  id: 'getAuthUser',
  method: 'GET',
  path: '/v2/user',
  summary: 'Tells whom the presented credential speaks for.',
  access: { kind: 'person', limited: true },
  responses: { 200: z.object({ user: authUser }), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
