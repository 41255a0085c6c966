import type { BranchMatcher } from '@kontor/protocol/vocabulary';

/** Branches as people write them: one by its name, or several with `*` where the rest of the name stands. */
export function branchMatcherOf(pattern: string): BranchMatcher {
  if (pattern.endsWith('*')) return { type: 'startsWith', pattern: pattern.slice(0, -1) };
  if (pattern.startsWith('*')) return { type: 'endsWith', pattern: pattern.slice(1) };
  return { type: 'equals', pattern };
}

/** The same the other way round, to be shown. */
export function branchPatternOf({ type, pattern }: BranchMatcher): string {
  if (type === 'startsWith') return `${pattern}*`;
  return type === 'endsWith' ? `*${pattern}` : pattern;
}
