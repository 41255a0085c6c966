import * as z from 'zod';

/** A version of an environment, as it is typed. */
export const versionNumber = z.coerce
  .number('is no version; `kontor env history` lists them')
  .int('is no version; `kontor env history` lists them')
  .min(0, 'is no version; `kontor env history` lists them');
