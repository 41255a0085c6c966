import type { AnyInput } from '@kontor/protocol';
import * as z from 'zod';
import type { CliError } from '../cli-error.ts';

export type Found = { readonly named: string; readonly candidates: readonly string[] };

/** What there is in place of what was named, where the refusal itself tells it; its message does, too. */
export function toldCandidates({ code, facts }: CliError, input: AnyInput): Found | undefined {
  if (code === 'billing_plan_unavailable') {
    const { data } = planFacts.safeParse(facts);
    return data && { named: data.billingPlanId, candidates: data.offered };
  }
  if (code !== 'environment_not_found') return undefined;
  const { data } = environmentFacts.safeParse(facts);
  const named = data?.unknown?.[0] ?? input.params?.environment;
  return data && named !== undefined ? { named, candidates: data.known } : undefined;
}

const planFacts = z.object({ billingPlanId: z.string(), offered: z.array(z.string()) });
const environmentFacts = z.object({
  unknown: z.array(z.string()).optional(),
  known: z.array(z.string()),
});
