import * as z from 'zod';

/** A name fit for an address: what people type for a team or a project. */
export const slug = z
  .string()
  .max(64, 'at most 64 characters')
  .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, 'lower-case letters, digits and inner hyphens only');
