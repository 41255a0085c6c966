import * as z from 'zod';

/** Whose it is and who did it; `null` where that is nobody. @see spec/partner-api.md §9 */
export const aboutTeam = {
  team: z.object({ id: z.string() }).nullable(),
  user: z.object({ id: z.string() }).nullable(),
};

/** The same of what concerns one installation, which both fields name. @see spec/webhooks.md — WHK-14 */
export const aboutInstallation = {
  ...aboutTeam,
  configuration: z.object({ id: z.string() }),
  installationId: z.string(),
};
