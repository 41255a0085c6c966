/** Whether tests, of which nothing is charged, are among what is listed; undefined where they are. */
export type WhichTests = 'only' | 'none' | undefined;

/** As an address says it. */
export function whichTests(value: unknown): WhichTests {
  return value === 'only' || value === 'none' ? value : undefined;
}

/** As the host is asked for it. */
export function testsQuery(which: WhichTests): { readonly tests?: 'true' | 'false' } {
  return which === undefined ? {} : { tests: which === 'only' ? 'true' : 'false' };
}
