import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';

const what = { product: z.string().min(1).max(128).optional().describe('Id or slug.') };

/** For a browser that carries a session. @see spec/import.md — IMP-1 */
export const openImport = {
  id: 'openImport',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/installations/{installation}/import',
  summary: "Sends a member's browser to the provider, to choose what to bring along.",
  access: { kind: 'team', action: 'resource:write' },
  query: z.strictObject(what),
  responses: { 302: null },
  audit: { event: 'import.begun' },
} as const satisfies HostEndpoint;

/** For programs, which open the address in a browser that the same person is signed in with. */
export const createImportLink = {
  id: 'createImportLink',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/installations/{installation}/import',
  summary: 'Makes an address where the caller chooses at the provider what to bring along.',
  access: { kind: 'team', action: 'resource:write' },
  request: z.strictObject(what).default({}),
  responses: {
    201: z.object({
      url: z.string(),
      expiresAt: z.iso.datetime().describe('Until then the browser has to be back.'),
    }),
  },
  audit: { event: 'import.begun' },
} as const satisfies HostEndpoint;
