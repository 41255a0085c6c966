import { randomText } from '../ids.ts';

/** A new id for one request: quoted in errors and logs. */
export function mintRequestId(): string {
  return `req_${randomText(20)}`;
}
