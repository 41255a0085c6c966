import type { SecretsUpdate } from '@kontor/core';
import type {
  PushedBillingPlan,
  PushedNotification,
  PushedSecret,
} from '@kontor/protocol/platform';
import {
  billingPlan,
  type Notification,
  type ResolvedBillingPlan,
  resolveBillingPlan,
} from '@kontor/protocol/vocabulary';

/**
 * A pushed plan as the host keeps it. The protocol leaves most of its keys open; what stands under a
 * key that the host knows and cannot read is left out, so that it harms nobody who shows the plan.
 */
export function planOf(pushed: PushedBillingPlan): ResolvedBillingPlan {
  const parsed = billingPlan.safeParse(pushed);
  if (parsed.success) return resolveBillingPlan(parsed.data);
  const unreadable = new Set(parsed.error.issues.map(({ path: [key] }) => key));
  const readable = Object.entries(pushed).filter(([key]) => !unreadable.has(key));
  return resolveBillingPlan(billingPlan.parse(Object.fromEntries(readable)));
}

/** A pushed notification: plain text is a title, and nothing or an empty text clears. @see spec/platform-api.md §2.1 */
export function notificationOf(pushed: PushedNotification): Notification | null {
  if (pushed === null || pushed === '') return null;
  return typeof pushed === 'string' ? { level: 'info', title: pushed } : pushed;
}

/** A bare list is the whole new set. @see spec/platform-api.md §2.10 */
export function secretsOf(
  pushed:
    | readonly PushedSecret[]
    | { readonly secrets: readonly PushedSecret[]; partial?: boolean | undefined },
): SecretsUpdate {
  return 'secrets' in pushed ? pushed : { secrets: pushed };
}
