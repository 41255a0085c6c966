import { metadataSchema } from './form.ts';

/** The product as it is registered with a host. @see spec/partner-api.md §10.2 */
export const product = {
  slug: 'redis',
  name: 'Redis',
  shortDescription: 'A key space of your own on a real Redis.',
  metadataSchema,
  /** Former users can go on working for as long as the protocol allows to ask. */
  capabilities: { secretRotation: { maxDelayHours: 720 } },
  repl: {
    enabled: true,
    supportsReadOnlyMode: true,
    welcomeMessage:
      'One command a line. The start of your keys is put before them; KEYS lists them.',
  },
} as const;
