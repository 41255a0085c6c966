import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';

export const getHost = {
  id: 'getHost',
  method: 'GET',
  path: '/kontor/v1/host',
  summary: 'Tells what this host is and the issuer of the tokens it signs.',
  access: { kind: 'public' },
  responses: {
    200: z.object({ name: z.string(), version: z.string(), issuer: z.string() }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** Without it, two providers cannot find out that they know the same person. */
export const setIntegrationPermissions = {
  id: 'setIntegrationPermissions',
  method: 'PUT',
  path: '/kontor/v1/operator/integrations/{integration}/permissions',
  summary: 'Decides whether an integration may know people by an id across integrations.',
  access: { kind: 'operator' },
  request: z.strictObject({ globalUserIds: z.boolean() }),
  responses: { 204: null },
  audit: { event: 'integration.permissions-set' },
} as const satisfies HostEndpoint;
