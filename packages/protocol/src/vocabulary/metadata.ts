import * as z from 'zod';

/** @see spec/partner-api.md §4.5 */
export const metadataValue = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.string()),
  z.array(z.number()),
]);
export type MetadataValue = z.infer<typeof metadataValue>;

/** What a team filled into a product's form, shaped by the product's metadata schema. */
export const metadata = z.record(z.string(), metadataValue);
export type Metadata = z.infer<typeof metadata>;
