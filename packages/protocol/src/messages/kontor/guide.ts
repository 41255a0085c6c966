import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';

/** @see spec/partner-api.md §10.5 */
export const getGuide = {
  id: 'getGuide',
  method: 'GET',
  path: '/kontor/v1/catalog/{integration}/guide',
  summary: 'Answers how a product is used with a framework, in Markdown, as its provider wrote it.',
  access: { kind: 'public' },
  query: z.strictObject({
    product: z.string().max(64).optional().describe('Slug or id; all products unless named.'),
    framework: z.string().max(128).optional().describe('All frameworks unless named.'),
  }),
  media: 'text/markdown; charset=utf-8',
  responses: { 200: z.file() },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
