import { registration } from '@kontor/check';
import type { metadataSchema } from '@kontor/protocol';
import * as z from 'zod';

/**
 * How the integration is registered: the file that `kontor check` reads, and what a catalogue shows
 * beside it. Nothing has to be there. Addresses may be paths below that of the provider.
 */
export const devRegistration = registration
  .omit({ clientId: true, clientSecret: true, updates: true })
  .extend({
    slug: z.string().default('provider'),
    name: z.string().optional(),
    products: z
      .array(registration.shape.products.element.extend({ name: z.string().optional() }))
      .min(1)
      .default([{ slug: 'product', capabilities: {} }]),
  });
export type DevRegistration = z.output<typeof devRegistration>;

/** A form without fields. */
export const noForm: z.infer<typeof metadataSchema> = { type: 'object', properties: {} };
