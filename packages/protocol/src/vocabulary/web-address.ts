import * as z from 'zod';

/** An address that a browser or a server can open, in full. */
export const webAddress = z.url({ protocol: /^https?$/ }).max(2048);
