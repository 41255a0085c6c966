import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';

/** A setting of the process that answers. */
export const setting = z.object({
  name: z.string().describe('The environment variable that it comes from.'),
  value: z.string().nullable().describe('Null where it is not set, and always of a secret.'),
  isSet: z.boolean(),
  isSecret: z.boolean(),
  allowed: z.string().describe('What it may be.'),
  byDefault: z.string().describe('What holds where it is not set.'),
  means: z.string().describe('What it is for.'),
});
export type Setting = z.infer<typeof setting>;

export const getSettings = {
  id: 'getSettings',
  method: 'GET',
  path: '/kontor/v1/operator/settings',
  summary: 'Tells what the host is started with, its version, its database, and what is off.',
  access: { kind: 'operator' },
  responses: {
    200: z.object({
      version: z.string(),
      node: z.string(),
      database: z.object({
        isEmbedded: z.boolean().describe('Whether the host runs it itself.'),
        version: z.string(),
        schema: z.string().describe('The newest migration that was applied.'),
        migrations: z.int(),
      }),
      off: z.array(z.object({ what: z.string(), setting: z.string() })),
      settings: z.array(setting),
    }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
