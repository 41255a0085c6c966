import * as z from 'zod';

export const environmentOption = {
  environment: z.string().min(1, 'is empty').default('development').meta({
    description: 'Environment to read.',
    placeholder: 'environment',
  }),
  gitBranch: z.string().min(1, 'is empty').optional().meta({
    description: 'Of preview, what deployments of this branch read.',
    placeholder: 'branch',
  }),
};

/** The same in what `--json` prints. */
export const environmentPlace = {
  project: z.string(),
  environment: z.string(),
  gitBranch: z.string().optional(),
};

/** What is read, in words: `preview of feature/login`. */
export function placeText(environment: string, gitBranch: string | undefined): string {
  return gitBranch === undefined ? environment : `${environment} of ${gitBranch}`;
}
