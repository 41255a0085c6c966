import * as z from 'zod';

/** The longest time old secrets can be asked to go on working, in hours. @see spec/partner-api.md §15.1 */
export const oldSecretsMaxDelayHours = 720;

/**
 * Whether a team may ask for new secrets, and for how many hours the old ones can be kept working.
 *
 * @see spec/partner-api.md §4.10
 */
export const secretRotation = z.union([
  z.boolean(),
  z.strictObject({
    maxDelayHours: z.number().min(0).max(oldSecretsMaxDelayHours),
    /** Shown to whoever is about to rotate. */
    customRotationWarning: z.string().max(1024).optional(),
  }),
]);
export type SecretRotation = z.infer<typeof secretRotation>;

const flag = z.boolean().optional();

/** What a provider has registered its integration for. What is absent is not offered. @see spec/partner-api.md §10.1 */
export const integrationCapabilities = z.strictObject({
  billable: flag,
  checks: flag,
  connectedImportResource: flag,
  connectedProvisioning: flag,
  flexCommitEligible: flag,
  importResource: flag,
  maxAllowedTeams: z.int().positive().optional(),
  mcp: flag,
  mcpReadonly: flag,
  nativeImportResource: flag,
  provisioning: flag,
  requiresBrowserInstall: flag,
  secretRotation: secretRotation.optional(),
  sso: flag,
  templateCloneOnly: flag,
  transferable: flag,
  updateConfiguration: flag,
  v0Flavors: flag,
});
export type IntegrationCapabilities = z.infer<typeof integrationCapabilities>;

/** The same of one product, whose word goes before the integration's. @see spec/partner-api.md §10.2 */
export const productCapabilities = z.strictObject({
  agentTools: flag,
  autoSensitive: flag,
  billable: flag,
  connectedImportResource: flag,
  databaseUI: flag,
  importResource: flag,
  linking: flag,
  mcp: flag,
  mcpReadonly: flag,
  nativeImportResource: flag,
  projects: flag,
  sandbox: flag,
  secretRotation: secretRotation.optional(),
  secretsSync: flag,
  sso: flag,
  transferable: flag,
  v0: flag,
  v0Flavors: flag,
});
export type ProductCapabilities = z.infer<typeof productCapabilities>;

/** The line at which people type commands for a resource. @see spec/partner-api.md §4.11 */
export const replSettings = z.strictObject({
  enabled: z.boolean(),
  supportsReadOnlyMode: z.boolean(),
  welcomeMessage: z.string().max(1024).optional(),
});
export type ReplSettings = z.infer<typeof replSettings>;
