import { word } from '../../ui/search-word.ts';

/** Which calls are listed, and which of them is looked at, as the address of the page says it. */
export type WhichCalls = {
  readonly direction?: 'outbound' | 'inbound' | undefined;
  readonly failed?: true | undefined;
  /** A status or a class of them. */
  readonly status?: string | undefined;
  readonly operation?: string | undefined;
  readonly installation?: string | undefined;
  readonly resource?: string | undefined;
  readonly trace?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly search?: string | undefined;
  readonly before?: string | undefined;
  /** The one that is looked at. */
  readonly call?: string | undefined;
};

const words = [
  'status',
  'operation',
  'installation',
  'resource',
  'trace',
  'from',
  'until',
  'search',
  'before',
  'call',
] as const;

/** Reads an address that anybody may have written. */
export function whichCalls(given: Readonly<Record<string, unknown>>): WhichCalls {
  const { direction, failed } = given;
  return {
    direction: direction === 'outbound' || direction === 'inbound' ? direction : undefined,
    failed: failed === true ? true : undefined,
    ...Object.fromEntries(words.map((name) => [name, word(given[name])])),
  };
}
