import * as z from 'zod';

/** Entries of a page when the caller does not say, and at most. @see spec/platform-api.md §1.6 */
export const PAGE_SIZE = { usual: 20, largest: 100 } as const;

/** A time as clients write it: milliseconds since 1970, or ISO 8601, of a year that every store knows. */
const time = z.string().transform((text, context) => {
  const at = new Date(/^-?\d+$/.test(text) ? Number(text) : text);
  if (at.getTime() >= FIRST_MS && at.getTime() <= LAST_MS) return at;
  context.addIssue('must be milliseconds since 1970 or an ISO 8601 time, of the years 1 to 9999');
  return z.NEVER;
});
/** From the year 1 to the end of the year 9999. */
const FIRST_MS = -62_135_596_800_000;
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The query that every list takes which pages by time: newest first, within two times. */
export const pageQuery = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .transform((limit) => Math.min(limit, PAGE_SIZE.largest))
    .default(PAGE_SIZE.usual)
    .describe(`Entries of a page; more than ${PAGE_SIZE.largest} counts as that many.`),
  until: time.optional().describe('Only what is older than this; `next` of the page before.'),
  since: time.optional().describe('Only what is newer than this; `prev` of the page after.'),
});

const timestamp = z.number().nullable();

/** Where the other pages of a list are. @see spec/platform-api.md §1.6 */
export const pagination = z.object({
  count: z.int().describe('Entries of this page.'),
  next: timestamp.describe('What `until` of the next page is; null on the last.'),
  prev: timestamp.describe('What `since` of the page before is; null on the first.'),
});
