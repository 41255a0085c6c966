import * as z from 'zod';
import { metadataSchema } from './metadata-schema.ts';
import { webAddress } from './web-address.ts';

/**
 * What a provider may say of an integration beside what the host works with: what a listing shows, and
 * the form of an installation.
 *
 * @see spec/partner-api.md §10.1
 */
export const integrationDetails = z.strictObject({
  logoUrl: webAddress.optional().describe('Square, at least 256 pixels wide.'),
  documentationUrl: webAddress.optional(),
  supportUrl: webAddress.optional(),
  supportEmail: z.email().max(320).optional().describe('Shown to everybody.'),
  additionalInformation: z.string().max(1024).optional().describe('Markdown.'),
  featureMedia: z
    .strictObject({
      images: z.array(webAddress).min(1).max(5),
      videoUrl: webAddress.optional(),
    })
    .optional()
    .describe('Pictures in the proportion 3:2, and one video.'),
  configurationUrl: webAddress.optional().describe('Where a team configures an installation.'),
  metadataSchema: metadataSchema.optional().describe('The form of an installation.'),
});
export type IntegrationDetails = z.infer<typeof integrationDetails>;
