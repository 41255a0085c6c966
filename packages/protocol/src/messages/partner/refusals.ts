import { refusal } from '../../vocabulary/refusal.ts';

/** What a provider may refuse any call with. @see spec/partner-api.md §2 */
export const refusals = { 400: refusal, 403: refusal, 404: refusal, 409: refusal } as const;

/** The same where a well-formed request can be impossible to carry out. */
export const refusalsWith422 = { ...refusals, 422: refusal } as const;
