import type { ProviderCheck } from '@kontor/protocol/kontor';

/** Makes the checks of one address. */
export function checkOf(of: ProviderCheck['of']) {
  return (
    id: ProviderCheck['id'],
    result: ProviderCheck['result'],
    message: string,
    advice: string | null = null,
  ): ProviderCheck => ({ id, of, result, message, advice });
}
