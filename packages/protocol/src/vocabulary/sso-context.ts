import * as z from 'zod';

/** A part of the provider's console that single sign-on can ask for. @see spec/partner-api.md §6.1 */
export const ssoPath = z.enum(['billing', 'usage', 'onboarding', 'secrets', 'support']);
export type SsoPath = z.infer<typeof ssoPath>;

const id = z.string().min(1).max(1024);
const address = z.string().min(1).max(2048);

/**
 * What a person who is signed on at a provider came to see; the names are those of the query that
 * carries it. A provider follows `url` only to itself.
 *
 * @see spec/partner-api.md §6.1
 */
export const ssoContext = z.object({
  product_id: id.optional(),
  resource_id: id.optional(),
  project_id: id.optional(),
  check_id: id.optional(),
  experimentation_item_id: id.optional(),
  invoice_id: id.optional(),
  pr: address.optional().describe('Address of a pull request.'),
  path: ssoPath.optional(),
  url: address.optional().describe("Address of the provider's own."),
  support: z.literal('true').optional().describe('The same as `path=support`, older.'),
});
export type SsoContext = z.infer<typeof ssoContext>;
