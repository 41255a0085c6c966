import * as z from 'zod';

/** What `--json` prints of a host that is known here. */
export const storedProfile = {
  host: z.string(),
  as: z.string().nullable(),
  team: z.string().nullable(),
};
