import * as z from 'zod';

/**
 * A link that a provider puts before a team: a web page, or `sso:` and a page to be reached signed in.
 *
 * Other schemes are refused: a `javascript:` link would run inside the dashboard.
 *
 * @see spec/partner-api.md §6.3
 */
export const providerLink = z
  .string()
  .regex(/^(https?:\/\/|sso:)/, 'A link begins with "https://", "http://" or "sso:".');
