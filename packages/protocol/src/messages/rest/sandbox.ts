import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { refusals } from '../platform/refusals.ts';
import { scopeQuery } from './scope.ts';

/** The command line opens the address in a browser, and looks then until the resource is claimed. @see spec/platform-api.md §5 */
export const createSandboxClaimUrl = {
  id: 'createSandboxClaimUrl',
  method: 'POST',
  path: '/v1/integrations/installations/{installation}/resources/{resource}/sandbox/claim-url',
  summary: 'Answers where a person claims a resource that nobody has claimed.',
  access: { kind: 'scope', action: 'resource:write' },
  query: scopeQuery,
  request: z.object({ source: z.string().max(64).optional() }).optional(),
  responses: { 200: z.object({ claimUrl: z.string() }), ...refusals },
  audit: { none: 'what is claimed is told by its provider' },
} as const satisfies HostEndpoint;
