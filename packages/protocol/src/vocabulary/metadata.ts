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

/** Metadata as a provider reports it: an open object, of which the values the protocol can carry are kept. */
export const providerMetadata = z.record(z.string(), z.unknown()).transform(carriedValues);

function carriedValues(reported: Record<string, unknown>): Metadata {
  const carried: Metadata = {};
  for (const [key, value] of Object.entries(reported)) {
    const parsed = metadataValue.safeParse(value);
    if (parsed.success) carried[key] = parsed.data;
  }
  return carried;
}
