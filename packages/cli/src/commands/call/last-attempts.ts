import type { ProviderCall } from '@kontor/protocol/kontor';

/** Reads change nothing, so nobody has to make them again. */
export function isChange({ direction, method, replayOf }: ProviderCall): boolean {
  return direction === 'outbound' && method !== 'GET' && replayOf === null;
}

/** The last attempt of each change, where the first one was. */
export function lastAttempts(calls: readonly ProviderCall[]): readonly ProviderCall[] {
  const last = new Map<string, ProviderCall>();
  for (const call of calls) last.set(call.idempotencyKey ?? call.id, call);
  return [...last.values()];
}
