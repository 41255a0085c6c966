import { refusal } from '../../vocabulary/refusal.ts';

/** What the host may refuse any call of a provider with. @see spec/platform-api.md §2 */
export const refusals = {
  400: refusal,
  401: refusal,
  403: refusal,
  404: refusal,
  410: refusal,
  429: refusal,
} as const;

/** The same for changes, which can clash with the present state or make no sense in it. */
export const refusalsOfChanges = { ...refusals, 409: refusal, 422: refusal } as const;
