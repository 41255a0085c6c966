import * as z from 'zod';
import { absentWhenNull } from './absent-when-null.ts';
import { builtInEnvironment } from './environment.ts';

const appUrl = z.object({ target: builtInEnvironment, url: z.string() });

/** What the host sends along when a product takes part in a protocol with settings of its own. @see spec/partner-api.md §4.5 */
export const protocolSettings = z.object({
  experimentation: z
    .object({ edgeConfigId: z.string().optional(), globalConfigId: z.string().optional() })
    .optional(),
  authentication: z.object({ appUrls: z.array(appUrl).optional() }).optional(),
});
export type ProtocolSettings = z.infer<typeof protocolSettings>;

/** The settings as a resource carries them. @see spec/partner-api.md §5.3 */
export const resourceProtocolSettings = z.object({
  experimentation: absentWhenNull(
    z.object({
      edgeConfigId: absentWhenNull(z.string()),
      edgeConfigSyncingEnabled: absentWhenNull(z.boolean()),
      edgeConfigTokenId: absentWhenNull(z.string()),
      globalConfigId: absentWhenNull(z.string()),
      globalConfigSyncingEnabled: absentWhenNull(z.boolean()),
    }),
  ),
  authentication: absentWhenNull(z.object({ appUrls: absentWhenNull(z.array(appUrl)) })),
});
export type ResourceProtocolSettings = z.infer<typeof resourceProtocolSettings>;
