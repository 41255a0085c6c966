import { word } from '../search-word.ts';

/** Which deliveries are listed, as the address of the page says it. */
export type WhichDeliveries = {
  readonly state?: string | undefined;
  readonly type?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly before?: number | undefined;
};

/** Reads an address that anybody may have written. */
export function whichDeliveries(given: Readonly<Record<string, unknown>>): WhichDeliveries {
  const { state, type, from, until, before } = given;
  return {
    state: word(state),
    type: word(type),
    from: word(from),
    until: word(until),
    before: typeof before === 'number' ? before : undefined,
  };
}
