import * as z from 'zod';
import { aboutTeam } from './about.ts';

const project = z.object({ id: z.string(), name: z.string() });

/** The value of a variable is told to nobody, and neither is its name. */
const variable = z.object({ ...aboutTeam, projectId: z.string(), envVarId: z.string() });

/** Projects and the variables that a team writes into them. @see spec/webhooks.md — WHK-26 */
export const projectWebhooks = {
  'project.created': z.object({ ...aboutTeam, project }),
  'project.removed': z.object({ ...aboutTeam, project }),
  'project.renamed': z.object({ ...aboutTeam, project, previousName: z.string() }),
  'project.env-variable.created': variable,
  'project.env-variable.updated': variable,
  'project.env-variable.deleted': variable,
} as const;
