import { metadataSchema } from './metadata-schema.ts';

/** The product as it is registered with a host. @see spec/partner-api.md §10.2 */
export const product = {
  slug: 'postgres',
  name: 'PostgreSQL',
  shortDescription: 'A real PostgreSQL database of your own.',
  metadataSchema,
  /** Former passwords can go on working for as long as the protocol allows to ask. */
  capabilities: { secretRotation: { maxDelayHours: 720 } },
  /** SQL, one statement at a time. */
  repl: {
    enabled: true,
    supportsReadOnlyMode: true,
    welcomeMessage: 'PostgreSQL takes one SQL statement at a time.',
  },
} as const;
