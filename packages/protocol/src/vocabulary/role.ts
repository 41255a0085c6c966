import * as z from 'zod';

/** What a person is in a team. */
export const role = z.enum(['owner', 'member', 'developer', 'billing', 'viewer']);
export type Role = z.infer<typeof role>;

/** What a provider is told about a person: may install integrations (`ADMIN`), or reads (`USER`). @see spec/partner-api.md §3.1 */
export const partnerRole = z.enum(['ADMIN', 'USER']);
export type PartnerRole = z.infer<typeof partnerRole>;
