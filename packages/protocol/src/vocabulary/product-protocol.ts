import * as z from 'zod';

/**
 * What kind of thing a product is. It decides where a client shows it and which extra steps it takes.
 *
 * @see spec/partner-api.md §10.3
 */
export const productProtocol = z.enum([
  'ai',
  'authentication',
  'checks',
  'experimentation',
  'logDrain',
  'messaging',
  'observability',
  'other',
  'storage',
  'traceDrain',
  'video',
  'workflow',
]);
export type ProductProtocol = z.infer<typeof productProtocol>;

const status = z.enum(['enabled', 'disabled']).default('enabled');
const plain = z.strictObject({ status }).optional();

/** Where drained data goes. Address and headers may name variables of the resource, so they are text. */
const drain = {
  status,
  endpoint: z.string().min(1).max(2048),
  headers: z.record(z.string().min(1).max(128), z.string().max(2048)).optional(),
};

/**
 * The kinds a product takes part in, each with what only that kind needs.
 *
 * @see spec/partner-api.md §10.3; spec/platform-api.md §3.4
 */
export const supportedProtocols = z.strictObject({
  ai: plain,
  /** The host collects the addresses of a project's app and sends them when it provisions. */
  authentication: z
    .strictObject({ status, appUrlRegistrationSupport: z.boolean().optional() })
    .optional(),
  checks: plain,
  experimentation: z
    .strictObject({ status, edgeConfigSyncingSupport: z.boolean().optional() })
    .optional(),
  logDrain: z.strictObject({ ...drain, format: z.enum(['json', 'ndjson']) }).optional(),
  messaging: plain,
  observability: plain,
  other: plain,
  storage: plain,
  traceDrain: z.strictObject({ ...drain, format: z.enum(['json', 'proto']) }).optional(),
  video: plain,
  workflow: plain,
});
export type SupportedProtocols = z.infer<typeof supportedProtocols>;
