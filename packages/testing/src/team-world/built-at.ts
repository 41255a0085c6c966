/** When everything that a builder makes is made, unless told otherwise. */
export const builtAt = new Date('2026-01-05T10:00:00Z');
