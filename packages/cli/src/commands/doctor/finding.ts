import * as z from 'zod';
import type { NextStep } from '../../next/next-step.ts';
import type { Session } from '../../session.ts';

/** One thing that was looked at, and what to do about it. */
export const finding = z.object({
  what: z.string(),
  state: z
    .enum(['ok', 'attention', 'wrong', 'unseen'])
    .describe('`unseen`: the caller may not look at it.'),
  message: z.string(),
  next: z.string().optional().describe('A command that mends it, or tells more.'),
});
export type Finding = Omit<z.infer<typeof finding>, 'next'> & { readonly next?: NextStep };

/** What is not well in one area of a team, of how many things that were looked at. */
export type Look = (
  session: Session,
  team: string,
) => Promise<{ readonly findings: readonly Finding[]; readonly count: number }>;
