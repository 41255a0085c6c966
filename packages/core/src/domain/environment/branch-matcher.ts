import type { BranchMatcher } from '@kontor/protocol/vocabulary';

/** Whether deployments of a branch go to the environment that has this matcher. */
export function matchesBranch({ type, pattern }: BranchMatcher, gitBranch: string): boolean {
  switch (type) {
    case 'equals':
      return gitBranch === pattern;
    case 'startsWith':
      return gitBranch.startsWith(pattern);
    case 'endsWith':
      return gitBranch.endsWith(pattern);
  }
}
