import * as z from 'zod';

/**
 * Whose a resource is: billed by the host (`owned`), brought from an account at the provider
 * (`linked`), or usable before anyone has claimed it (`sandbox`).
 *
 * @see spec/partner-api.md §8
 */
export const ownership = z.enum(['owned', 'linked', 'sandbox']);
export type Ownership = z.infer<typeof ownership>;
